using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Kits;

/// <summary>
/// One try to hold kits at one node: every component, or nothing stays held. Every call may be repeated: the ids of
/// the components' holds come from the whole's. A try whose refusals are remembered gives nothing back before it is
/// refused: what was given back would look like held when the try is repeated.
/// </summary>
/// <param name="Kit">What a kit is made of.</param>
/// <param name="Node">Where.</param>
/// <param name="Whole">The hold as it would be placed for an item: id, kits, expiry, and for whom.</param>
public sealed record KitTry(Kit Kit, NodeId Node, PlaceHold Whole)
{
    /// <summary>Places the holds, and gives them back when one is missing.</summary>
    /// <param name="positions">Where an item's position is found.</param>
    /// <param name="oneByOne">
    /// False: side by side. True: in the order of the SKUs, up to the first that is short: of several who want the
    /// same last pieces one gets them all, where side by side each might get some and nobody a kit.
    /// </param>
    public async Task<KitOutcome> TakeAsync(Func<Sku, NodeId, IInventoryPositionGrain> positions, bool oneByOne)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ImmutableArray<PositionOutcome> outcomes = oneByOne
            ? await HoldOneByOneAsync(positions)
            : [.. await Task.WhenAll(Kit.Components.Select((_, index) => HoldAsync(positions, index)))];
        var outcome = new KitOutcome(Whole.Holder.Channel, Kit, Whole.Quantity, outcomes);
        if (!outcome.IsHeld && (!Whole.RememberRefusal || outcome.IsShort))
        {
            await ReleaseAsync(positions, outcomes);
        }

        return outcome;
    }

    private async Task<ImmutableArray<PositionOutcome>> HoldOneByOneAsync(
        Func<Sku, NodeId, IInventoryPositionGrain> positions)
    {
        var outcomes = ImmutableArray.CreateBuilder<PositionOutcome>(Kit.Components.Length);
        for (var index = 0; index < Kit.Components.Length; index++)
        {
            outcomes.Add(await HoldAsync(positions, index));
            if (outcomes[index].Answer != PositionAnswer.Done)
            {
                break;
            }
        }

        return outcomes.ToImmutable();
    }

    private Task<PositionOutcome> HoldAsync(Func<Sku, NodeId, IInventoryPositionGrain> positions, int index)
    {
        var component = Kit.Components[index];
        var hold = LineHolds.IdOf(Whole.Hold, index);
        var command = Whole with
        {
            Context = Whole.Context.Step(hold.Value),
            Hold = hold,
            Quantity = component.In(Whole.Quantity),
            AllowPartial = false,
        };
        return OrderSourcing.AskAsync(() => positions(component.Sku, Node).Hold(command));
    }

    // Best effort, as for every hold of an attempt that failed: what cannot be reached expires by itself.
    private Task ReleaseAsync(
        Func<Sku, NodeId, IInventoryPositionGrain> positions, ImmutableArray<PositionOutcome> outcomes) =>
        Task.WhenAll(
            from asked in outcomes.Select((outcome, index) => (outcome.Answer, Index: index))
            where asked.Answer is PositionAnswer.Done or PositionAnswer.OutcomeUnknown
            let hold = LineHolds.IdOf(Whole.Hold, asked.Index)
            select OrderSourcing.AskAsync(() => positions(Kit.Components[asked.Index].Sku, Node).Release(
                new(Whole.Context.Step($"release-{hold}"), hold))));
}
