using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>A position that is spoken to carelessly.</summary>
internal sealed class CarelessPosition(
    IInventoryPositionGrain inner, PlantedBug bug, Dictionary<HoldId, List<HoldId>> attempts) : IInventoryPositionGrain
{
    public async Task<PositionOutcome> Hold(PlaceHold command)
    {
        if (bug is PlantedBug.SeriesRestarted or PlantedBug.SeriesCommittedTwice && command.Series)
        {
            return await HoldAnewAsync(command);
        }

        if (bug == PlantedBug.HoldWithoutExpiry)
        {
            return await inner.Hold(command with { ExpiresAt = command.ExpiresAt + TimeSpan.FromDays(29) });
        }

        var outcome = await inner.Hold(
            bug == PlantedBug.BackorderUnasked ? command with { Backorder = true }
            : bug == PlantedBug.BuyerRenamed ? command with { Buyer = new($"{command.Buyer}.{command.Hold}") }
            : command);
        if (bug == PlantedBug.BackorderOverlooked)
        {
            return outcome with { Promise = null };
        }

        if (bug == PlantedBug.AllotmentOfAnother && outcome.Answer == PositionAnswer.InsufficientStock)
        {
            var other = WorldNames.Channels.First(channel => channel != command.Holder.Channel);
            return await inner.Hold(command with { Holder = command.Holder with { Channel = other } });
        }

        return bug == PlantedBug.HoldImagined && outcome.Answer == PositionAnswer.InsufficientStock
            ? outcome with { Answer = PositionAnswer.Done, Quantity = command.Quantity }
            : outcome;
    }

    public async Task<PositionOutcome> Commit(CommitHold command)
    {
        foreach (var hold in attempts.Values.FirstOrDefault(holds => holds.Contains(command.Hold)) ?? [])
        {
            if (bug == PlantedBug.SeriesCommittedTwice && hold != command.Hold)
            {
                await inner.Commit(new(command.Context.Step(hold.Value), hold));
            }
        }

        return await inner.Commit(command);
    }

    public Task NoteAccepted(CommitHold command) => inner.NoteAccepted(command);

    public Task<PositionOutcome> Extend(ExtendHold command) => inner.Extend(command);

    public Task<PositionOutcome> Release(ReleaseHold command) =>
        bug == PlantedBug.ReleaseCountedTwice ? ReleaseTwiceAsync(command)
        : (bug == PlantedBug.RejectedHoldKept
            && command.Context.Command.Value.Contains("give-back", StringComparison.Ordinal))
        || (bug == PlantedBug.KitKeptInPart && command.Hold.Value.StartsWith("kit-", StringComparison.Ordinal))
            ? Task.FromResult(new PositionOutcome(PositionAnswer.Done, Quantity.Zero, default, default))
            : inner.Release(command);

    public Task<PositionOutcome> Ship(ShipHold command) => inner.Ship(command);

    public Task<PositionOutcome> Adjust(AdjustStock command) => inner.Adjust(command);

    public async Task<PositionOutcome> Update(StockUpdate command)
    {
        var before = bug == PlantedBug.CompensatedTwice ? (await inner.GetAvailability()).Levels.OnHand.Pieces : 0;
        var outcome = await inner.Update(command);
        if (bug == PlantedBug.CompensatedTwice && outcome.Answer == PositionAnswer.Done)
        {
            var booked = (await inner.GetAvailability()).Levels.OnHand.Pieces - before;
            await inner.Adjust(new(command.Context.Step("again"), StockChange.Delta, booked, "compensation"));
        }

        return bug == PlantedBug.StaleCountApplied
            && outcome.Answer == PositionAnswer.StaleStock && command is CountStock count
            ? await inner.Adjust(new(command.Context.Step("anyway"), StockChange.Set, count.Counted, "count"))
            : outcome;
    }

    private async Task<PositionOutcome> ReleaseTwiceAsync(ReleaseHold command)
    {
        var outcome = await inner.Release(command);
        if (outcome.Answer == PositionAnswer.Done)
        {
            var again = command.Context.Step($"again-{command.Hold}");
            await inner.Adjust(new(again, StockChange.Delta, outcome.Quantity.Pieces, "given back"));
        }

        return outcome;
    }

    // Every attempt takes the next id of the series, whatever the ones before it hold.
    private async Task<PositionOutcome> HoldAnewAsync(PlaceHold command)
    {
        if (!attempts.TryGetValue(command.Hold, out var holds))
        {
            attempts[command.Hold] = holds = [];
        }

        var hold = new HoldId($"{command.Hold}.{command.ExpiresAt.ToUnixTimeMilliseconds()}");
        holds.Add(hold);
        return await inner.Hold(command with { Hold = hold, Series = false }) with { Hold = hold };
    }

    public Task<PositionAvailability> GetAvailability() => inner.GetAvailability();

    public Task<PositionAvailability> GetAvailabilityFor(
        Holder holder, ImmutableArray<HoldId> series, CustomerId? buyer) =>
        inner.GetAvailabilityFor(holder, series, buyer);

    public Task<DateTimeOffset> ExpireDue() => inner.ExpireDue();
}
