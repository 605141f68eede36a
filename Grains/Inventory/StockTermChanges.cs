using OrderGrid.Channels;

namespace OrderGrid.Inventory;

/// <summary>How what is particular about a position changes. Pure; deciding and evolving share it.</summary>
public static class StockTermChanges
{
    /// <summary>After a channel took pieces from what is there, or, negative, gave them back.</summary>
    public static StockTerms? Taking(StockTerms? terms, ChannelId channel, long pieces)
    {
        if (terms?.Of(channel) is not { } allotment)
        {
            return terms;
        }

        var taken = Math.Clamp(allotment.Taken.Pieces + pieces, 0, Quantity.MaxPieces);
        return terms with { Allotments = terms.Allotments.Replace(allotment, allotment with { Taken = new(taken) }) };
    }

    /// <summary>After a receipt was announced, moved or, with 0, called off.</summary>
    public static StockTerms? Expecting(StockTerms? terms, IncomingReceipt expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var known = terms ?? StockTerms.None;
        var others = known.Receipts.RemoveAll(receipt => receipt.Receipt == expected.Receipt);
        if (expected.Quantity == Quantity.Zero)
        {
            return Kept(known with { Receipts = others });
        }

        var index = 0;
        while (index < others.Length && others[index].Eta <= expected.Eta)
        {
            index++;
        }

        return known with { Receipts = others.Insert(index, expected) };
    }

    /// <summary>After pieces of a receipt arrived; it need not have been announced.</summary>
    public static StockTerms? Receiving(StockTerms? terms, ReceiptId receipt, Quantity pieces) =>
        Find(terms, receipt) is { } known
            ? Expecting(terms, known with { Quantity = known.Quantity - Quantity.Min(known.Quantity, pieces) })
            : terms;

    /// <summary>After pieces were reserved for a channel; none with overflow ends the reservation.</summary>
    public static StockTerms? Allotting(StockTerms? terms, ChannelId channel, Quantity reserved, bool overflow)
    {
        var known = terms ?? StockTerms.None;
        var others = known.Allotments.RemoveAll(one => one.Channel == channel);
        return Kept(known with
        {
            Allotments = reserved == Quantity.Zero && overflow
                ? others
                : others.Add(new(channel, reserved, Quantity.Zero, overflow)),
        });
    }

    /// <summary>After limits were set.</summary>
    public static StockTerms? Limiting(
        StockTerms? terms, BackorderTerms? backorder, PreorderTerms? preorder, BuyerCap? cap) =>
        Kept((terms ?? StockTerms.None) with { Backorder = backorder, Preorder = preorder, BuyerCap = cap });

    /// <summary>A receipt that is expected, or null.</summary>
    public static IncomingReceipt? Find(StockTerms? terms, ReceiptId receipt) =>
        terms?.Receipts.FirstOrDefault(one => one.Receipt == receipt);

    private static StockTerms? Kept(StockTerms terms) => terms.IsNone ? null : terms;
}
