using System.Diagnostics;

namespace OrderGrid.Inventory;

/// <summary>How changes of stock move a position, levels and remembered answers apart.</summary>
internal static class StockEvolution
{
    /// <summary>The state after a stock update.</summary>
    public static Position Evolve(Position state, StockUpdated happening) => happening switch
    {
        StockCounted counted => state with
        {
            Entries = (state.Entries ?? StockEntries.None).Counted(counted.AsOf, counted.Sequence),
        },
        ReceiptExpected expected => state with
        {
            Terms = StockTermChanges.Expecting(
                state.Terms, new(expected.Receipt, expected.Quantity, expected.Eta)),
        },
        StockReceived received => Record(
            state with
            {
                Terms = StockTermChanges.Receiving(state.Terms, received.Receipt, received.Quantity),
            },
            new(received.At, received.Quantity.Pieces, received.Receipt.Value)),
        StockTransferred { Arrived: true } => state,
        StockTransferred left => Record(state, new(left.At, -left.Quantity.Pieces, left.Transfer.Value)),
        StockBlocked or SafetyKept => state,
        StockAllotted allotted => state with
        {
            Terms = StockTermChanges.Allotting(
                state.Terms, allotted.Channel, allotted.Reserved, allotted.Overflow),
        },
        StockLimited limited => state with
        {
            Terms = StockTermChanges.Limiting(
                state.Terms, limited.Backorder, limited.Preorder, limited.BuyerCap),
            Buyers = limited.BuyerCap is null ? null : state.Buyers,
        },
        _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
    };

    /// <summary>After a level or a difference. A level is a count of that very moment.</summary>
    public static Position Adjust(Position state, StockAdjusted adjusted)
    {
        if (adjusted.At is not { } at)
        {
            return state;
        }

        var change = adjusted.After.OnHand.Pieces - state.Levels.OnHand.Pieces;
        var after = Record(state, new(at, change, adjusted.Reference));
        return adjusted.Change == StockChange.Set
            ? after with { Entries = after.Entries!.Counted(at, null) }
            : after;
    }

    /// <summary>After a shipment.</summary>
    public static Position Ship(Position state, HoldShipped shipped) => shipped.At is { } at
        ? Record(state, new(at, -shipped.Quantity.Pieces, shipped.Shipment.Value))
        : state;

    /// <summary>After a hold was placed.</summary>
    public static Position Hold(Position state, StockHeld held)
    {
        var fromStock = held.Quantity - (held.Terms?.Backordered ?? Quantity.Zero);
        var terms = StockTermChanges.Taking(state.Terms, held.Holder.Channel, fromStock.Pieces);
        var buyers = held.Terms?.Buyer is { } share
            ? (state.Buyers ?? BuyerShares.None).Take(share, held.Quantity)
            : state.Buyers;
        return ReferenceEquals(terms, state.Terms) && ReferenceEquals(buyers, state.Buyers)
            ? state
            : state with { Terms = terms, Buyers = buyers };
    }

    /// <summary>After a hold that was there already began to count for a buyer.</summary>
    public static Position Claim(Position state, HoldExtended extended)
    {
        if (extended.Buyer is not { } share)
        {
            return state;
        }

        var hold = state.Holds[extended.Hold];
        var terms = (hold.Terms ?? new(null, Quantity.Zero, null)) with { Buyer = share };
        return state with
        {
            Buyers = (state.Buyers ?? BuyerShares.None).Take(share, hold.Open),
            Holds = state.Holds.SetItem(extended.Hold, hold with { Terms = terms }),
        };
    }

    /// <summary>After an open hold gave pieces back.</summary>
    public static Position GiveBack(Position state, Hold hold, Quantity pieces)
    {
        var terms = StockTermChanges.Taking(state.Terms, hold.Holder.Channel, -pieces.Pieces);
        var buyers = hold.Terms?.Buyer is { } share ? state.Buyers?.GiveBack(share, pieces) : state.Buyers;
        return ReferenceEquals(terms, state.Terms) && ReferenceEquals(buyers, state.Buyers)
            ? state
            : state with { Terms = terms, Buyers = buyers };
    }

    private static Position Record(Position state, StockEntry entry) => state with
    {
        Entries = (state.Entries ?? StockEntries.None).Add(entry),
    };
}
