using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>A refused hold whose id has had its answer.</summary>
public sealed record RefusedHold(Holder Holder, Quantity Asked, PositionAnswer Answer);

/// <summary>Refusals that are the answer to their ids for ever, the latest of them.</summary>
public sealed record RefusedHolds(ImmutableDictionary<HoldId, RefusedHold> Known, ImmutableQueue<HoldId> Order)
{
    /// <summary>None.</summary>
    public static RefusedHolds None { get; } = new(ImmutableDictionary<HoldId, RefusedHold>.Empty, []);

    /// <summary>The answer to a hold whose id was refused before; null when it was not.</summary>
    public PositionAnswer? Find(PlaceHold command)
    {
        if (Known.IsEmpty || !Known.TryGetValue(command.Hold, out var refused))
        {
            return null;
        }

        return refused.Holder == command.Holder && refused.Asked == command.Quantity
            ? refused.Answer
            : PositionAnswer.IdReusedWithOtherContent;
    }

    /// <summary>Remembers one more, and forgets the oldest beyond the limit.</summary>
    public RefusedHolds With(StockRefused refused)
    {
        var (known, order) = (Known, Order);
        if (known.Count == PositionLimits.RememberedRefusals)
        {
            order = order.Dequeue(out var forgotten);
            known = known.Remove(forgotten);
        }

        return new(
            known.Add(refused.Hold, new(refused.Holder, refused.Asked, refused.Answer)), order.Enqueue(refused.Hold));
    }
}
