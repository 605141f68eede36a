using System.Collections.Immutable;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>A buyer and the time at which the window began that a hold counts in.</summary>
public sealed record BuyerShare(CustomerId Buyer, DateTimeOffset Since);

/// <summary>What a buyer has taken since a time.</summary>
public readonly record struct BuyerTake(Quantity Taken, DateTimeOffset Since);

/// <summary>What buyers have taken while a cap is in force. Bounded by <see cref="StockLimits.Buyers"/>.</summary>
public sealed record BuyerShares(
    ImmutableDictionary<CustomerId, BuyerTake> Takes, ImmutableQueue<CustomerId> Order)
{
    /// <summary>Nobody has taken anything.</summary>
    public static BuyerShares None { get; } = new(ImmutableDictionary<CustomerId, BuyerTake>.Empty, []);

    /// <summary>What a buyer has taken in the window that is open now; a new window when none is.</summary>
    public BuyerTake Of(CustomerId buyer, BuyerCap cap, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(cap);
        var known = Takes.TryGetValue(buyer, out var take);
        return known && (cap.WindowHours is not { } hours || now < take.Since.AddHours(hours))
            ? take
            : new(Quantity.Zero, now);
    }

    /// <summary>After a buyer took pieces.</summary>
    public BuyerShares Take(BuyerShare share, Quantity pieces)
    {
        ArgumentNullException.ThrowIfNull(share);
        var known = Takes.TryGetValue(share.Buyer, out var take);
        var before = known && take.Since == share.Since ? take.Taken : Quantity.Zero;
        var (takes, order) = (Takes, Order);
        if (!known)
        {
            if (takes.Count == StockLimits.Buyers)
            {
                order = order.Dequeue(out var forgotten);
                takes = takes.Remove(forgotten);
            }

            order = order.Enqueue(share.Buyer);
        }

        return new(takes.SetItem(share.Buyer, new(before + pieces, share.Since)), order);
    }

    /// <summary>After a buyer gave pieces back; what belongs to a former window changes nothing.</summary>
    public BuyerShares GiveBack(BuyerShare share, Quantity pieces)
    {
        ArgumentNullException.ThrowIfNull(share);
        return Takes.TryGetValue(share.Buyer, out var take) && take.Since == share.Since
            ? this with
            {
                Takes = Takes.SetItem(
                    share.Buyer, take with { Taken = take.Taken - Quantity.Min(take.Taken, pieces) }),
            }
            : this;
    }
}
