using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What a position's cap says about a buyer. Pure.</summary>
public static class BuyerCounts
{
    /// <summary>What the cap leaves a buyer; null without a cap, or when nobody knows the buyer.</summary>
    public static Quantity? Left(Position state, CustomerId? buyer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return buyer is { } who && state.Terms?.BuyerCap is { } cap
            ? Left(cap, (state.Buyers ?? BuyerShares.None).Of(who, cap, now))
            : null;
    }

    /// <summary>What a cap leaves of a buyer's window.</summary>
    public static Quantity Left(BuyerCap cap, BuyerTake take)
    {
        ArgumentNullException.ThrowIfNull(cap);
        return cap.Most - Quantity.Min(cap.Most, take.Taken);
    }

    /// <summary>
    /// Counts a hold that is there already for a buyer: all of it, or the cap refuses. A hold counts for one buyer, the
    /// first who comes to it under a cap.
    /// </summary>
    /// <returns>Done without a share: nothing has to be counted.</returns>
    public static (PositionAnswer Answer, BuyerShare? Share) Claim(
        Position state, Hold hold, CustomerId? buyer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(hold);
        if (buyer is not { } who || state.Terms?.BuyerCap is not { } cap)
        {
            return (PositionAnswer.Done, null);
        }

        if (hold.Terms?.Buyer is { } counted)
        {
            return (counted.Buyer == who ? PositionAnswer.Done : PositionAnswer.BuyerCapReached, null);
        }

        var take = (state.Buyers ?? BuyerShares.None).Of(who, cap, now);
        return Left(cap, take) < hold.Open
            ? (PositionAnswer.BuyerCapReached, null)
            : (PositionAnswer.Done, new(who, take.Since));
    }
}
