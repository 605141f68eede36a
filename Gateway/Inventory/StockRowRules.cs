using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Inventory;

/// <summary>Which members a stock row must and may have.</summary>
internal static class StockRowRules
{
    private const int MaxText = 64;

    private static readonly Dictionary<StockOp, (string[] Needs, string[] May)> Members = new()
    {
        [StockOp.Set] = (["onHand"], ["expected"]),
        [StockOp.Delta] = (["delta"], ["expected"]),
        [StockOp.Cas] = (["onHand", "expected"], []),
        [StockOp.Snapshot] = (["onHand", "asOf"], ["sequence", "included"]),
        [StockOp.Expect] = (["receipt", "quantity", "eta"], []),
        [StockOp.Slip] = (["receipt", "eta"], []),
        [StockOp.Cancel] = (["receipt"], []),
        [StockOp.Receive] = (["receipt", "quantity"], []),
        [StockOp.Damage] = (["delta"], []),
        [StockOp.Safety] = (["quantity"], []),
        [StockOp.Allot] = (["channel", "quantity"], ["overflow"]),
        [StockOp.Limits] = ([], ["backorder", "preorder", "buyerCap"]),
        [StockOp.TransferOut] = (["receipt", "quantity", "node"], ["eta"]),
        [StockOp.TransferIn] = (["receipt", "quantity", "node"], []),
    };

    /// <summary>What is wrong with a row as such; null when the position can decide.</summary>
    public static RequestFault? FindFault(StockRow row)
    {
        if (row.Op is null && row.OnHand is null == row.Delta is null)
        {
            return RequestFault.At("", "A row has either onHand or delta, or an op.");
        }

        if (!Members.TryGetValue(row.Does, out var rule))
        {
            return RequestFault.At("/op", "No such op.");
        }

        var present = Present(row).ToList();
        if (Array.Find(rule.Needs, name => !present.Contains(name)) is { } missing)
        {
            return RequestFault.At($"/{missing}", $"This row needs {string.Join(", ", rule.Needs)}.");
        }

        if (present.Find(name => !rule.Needs.Contains(name) && !rule.May.Contains(name)) is { } foreign)
        {
            return RequestFault.At($"/{foreign}", "This row has no such member.");
        }

        return FindBadText("reason", row.Reason)
            ?? FindBadText("source", row.Source)
            ?? FindBadText("reference", row.Reference)
            ?? (row.Included is { Length: > StockLimits.Included }
                ? RequestFault.At("/included", $"At most {StockLimits.Included} changes can be named.")
                : null);
    }

    private static RequestFault? FindBadText(string name, string? text) =>
        text is not null && (text.Length is 0 or > MaxText || text.Any(char.IsControl))
            ? RequestFault.At($"/{name}", $"A {name} has 1 to {MaxText} characters.")
            : null;

    private static IEnumerable<string> Present(StockRow row) =>
        from member in new (string Name, object? Value)[]
        {
            ("onHand", row.OnHand), ("delta", row.Delta), ("expected", row.Expected), ("asOf", row.AsOf),
            ("sequence", row.Sequence), ("included", row.Included), ("receipt", row.Receipt),
            ("quantity", row.Quantity), ("eta", row.Eta), ("node", row.Node), ("channel", row.Channel),
            ("overflow", row.Overflow), ("backorder", row.Backorder), ("preorder", row.Preorder),
            ("buyerCap", row.BuyerCap),
        }
        where member.Value is not null
        select member.Name;
}
