using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Orders;

/// <summary>One thing a position must have done for an order: commit a hold, or ship from it.</summary>
/// <param name="Line">The line it is for.</param>
/// <param name="Allocation">Node and hold.</param>
/// <param name="Shipment">Null: commit. Else ship <paramref name="Quantity"/> pieces with it.</param>
/// <param name="Quantity">Pieces; none with a commit: as many as are held.</param>
/// <param name="Component">Which of a kit's components it is about, from 0; null for an item that is no kit.</param>
public sealed record StockStep(
    SourcedLine Line, Allocation Allocation, ShipmentId? Shipment, Quantity Quantity, int? Component = null)
{
    /// <summary>The item whose position it is.</summary>
    public Sku Sku => Component is { } index ? Line.Line.Kit!.Components[index].Sku : Line.Line.Sku;

    /// <summary>The hold on that position.</summary>
    public HoldId Hold => Component is { } index ? LineHolds.IdOf(Allocation.Hold, index) : Allocation.Hold;
}

/// <summary>What became of a step.</summary>
public enum Settlement
{
    /// <summary>The position has done it, now or before.</summary>
    Done,

    /// <summary>The hold ran out before it was committed.</summary>
    HoldLost,

    /// <summary>No clear answer yet.</summary>
    TryAgain,
}

/// <summary>What an order asks of its positions. Pure: the same order always asks for the same steps.</summary>
public static class OrderSettlement
{
    /// <summary>Every step so far, commits before the shipments that need them.</summary>
    public static ImmutableArray<StockStep> Steps(Order order)
    {
        var steps = ImmutableArray.CreateBuilder<StockStep>();
        foreach (var line in order.Lines)
        {
            foreach (var allocation in line.Allocations)
            {
                Add(steps, line, allocation, null, Wanted(order, allocation));
            }

            if (order.Shipments.IsEmpty)
            {
                continue;
            }

            foreach (var atNode in line.Allocations.GroupBy(allocation => allocation.Node))
            {
                AddShipments(steps, order, line, [.. atNode]);
            }
        }

        return steps.ToImmutable();
    }

    /// <summary>The command for a step. Its id is the same each time.</summary>
    public static PositionCommand Command(StockStep step, CommandContext context)
    {
        var hold = step.Hold;
        return step.Shipment is { } shipment
            ? new ShipHold(context.Step($"ship-{hold}-{shipment}"), hold, shipment, step.Quantity)
            : Commit(hold, step.Quantity == Quantity.Zero ? null : step.Quantity, context);
    }

    /// <summary>
    /// The command that commits a hold, told by what it is part of: the hold names itself, and what is written for
    /// every hold of every order is kept short.
    /// </summary>
    public static CommitHold Commit(HoldId hold, Quantity? quantity, CommandContext context) =>
        new(context, hold, quantity);

    /// <summary>
    /// What a position's answer means for the order. A hold that is forgotten, or was given back, after all that the
    /// line counts on has shipped was settled, whatever its line's other holds still wait for; any other that is gone
    /// is lost.
    /// </summary>
    public static Settlement Read(Order order, StockStep step, PositionAnswer answer) => answer switch
    {
        PositionAnswer.Done => Settlement.Done,
        PositionAnswer.HoldExpired => Settlement.HoldLost,
        PositionAnswer.HoldReleased or PositionAnswer.UnknownHold =>
            IsShipped(order, step) ? Settlement.Done : Settlement.HoldLost,
        PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown => Settlement.TryAgain,
        PositionAnswer.IdReusedWithOtherContent
            or PositionAnswer.HoldCommitted
            or PositionAnswer.HoldNotCommitted
            or PositionAnswer.MoreThanHeld
            or PositionAnswer.QuantityOutOfRange
            or PositionAnswer.ExpiryOutOfRange
            or PositionAnswer.TimeOutOfRange
            or PositionAnswer.UnknownReceipt
            or PositionAnswer.TooManyTerms
            or PositionAnswer.StaleStock
            or PositionAnswer.BuyerCapReached
            or PositionAnswer.InsufficientStock
            or PositionAnswer.BelowHolds =>
            throw new UnreachableException($"A position answered {answer} to {step}."),
    };

    /// <summary>
    /// The events after a lost hold was placed anew: the line keeps its other allocations, and when the new ones do
    /// not make up for the lost one the order waits for somebody to decide. Kits that lost a component are given up.
    /// </summary>
    public static ImmutableArray<OrderEvent> Resource(StockStep lost, SourcedLine found)
    {
        var line = lost.Line.Line.Line;
        ImmutableArray<Allocation> allocations =
            [.. lost.Line.Allocations.Remove(lost.Allocation), .. found.Allocations];
        var sourced = new LineSourced(line, allocations, lost.Line.ShipBy, lost.Line.Decision)
        {
            GivenUp = lost.Component is null ? null : [new(line, lost.Allocation.Node, lost.Allocation.Hold)],
        };
        var missing = lost.Allocation.Quantity - found.Allocated;
        ImmutableArray<OrderEvent> events = [sourced, .. OrderPromises.Backordered([found])];
        return missing == Quantity.Zero
            ? events
            : events.Add(
                new OrderHeld($"Line {line} lost stock that is sold by now: {missing} pieces are missing."));
    }

    // Of a hold that was given up after a part of it had shipped the line counts on that part alone. The hold may have
    // been committed in full before, and is given back in any case.
    private static Quantity Wanted(Order order, Allocation allocation) =>
        !order.GivenUp.IsEmpty && order.GivenUp.Any(given => given.Hold == allocation.Hold)
            ? Quantity.Zero
            : allocation.Quantity;

    private static bool IsShipped(Order order, StockStep step) =>
        PiecesOf(step) == Steps(order)
            .Where(other => other.Shipment is not null
                && other.Allocation.Hold == step.Allocation.Hold && other.Component == step.Component)
            .Aggregate(Quantity.Zero, (sum, other) => sum + other.Quantity);

    private static Quantity PiecesOf(StockStep step) => step.Component is { } index
        ? step.Line.Line.Kit!.Components[index].In(step.Allocation.Quantity)
        : step.Allocation.Quantity;

    private static void Add(
        ImmutableArray<StockStep>.Builder steps,
        SourcedLine line,
        Allocation allocation,
        ShipmentId? shipment,
        Quantity quantity)
    {
        if (line.Line.Kit is not { } kit)
        {
            steps.Add(new(line, allocation, shipment, quantity));
            return;
        }

        for (var index = 0; index < kit.Components.Length; index++)
        {
            steps.Add(new(line, allocation, shipment, kit.Components[index].In(quantity), index));
        }
    }

    // Shipments are laid over the node's holds in the order both came, so that a shipment over two holds always
    // takes the same pieces from each.
    private static void AddShipments(
        ImmutableArray<StockStep>.Builder steps, Order order, SourcedLine line, ImmutableArray<Allocation> holds)
    {
        var index = 0;
        var open = holds[0].Quantity;
        foreach (var shipment in order.Shipments.Where(shipment => shipment.Node == holds[0].Node))
        {
            var left = shipment.Lines
                .Where(shipped => shipped.Line == line.Line.Line)
                .Aggregate(Quantity.Zero, (sum, shipped) => sum + shipped.Quantity);
            while (left > Quantity.Zero && index < holds.Length)
            {
                var taken = Quantity.Min(left, open);
                if (taken > Quantity.Zero)
                {
                    Add(steps, line, holds[index], shipment.Id, taken);
                }

                left -= taken;
                open -= taken;
                if (open == Quantity.Zero && ++index < holds.Length)
                {
                    open = holds[index].Quantity;
                }
            }
        }
    }
}
