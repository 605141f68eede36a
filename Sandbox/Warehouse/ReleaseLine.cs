using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Warehouse;

/// <summary>What a release asks a node to ship on one line.</summary>
/// <param name="Line">The order's line number.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Stock units, 1 and up.</param>
public sealed record ReleaseLine(int Line, string Sku, long Quantity)
{
    /// <summary>The lines of a body; null when there are none or one of them is malformed.</summary>
    public static IReadOnlyList<ReleaseLine>? Read(JsonElement body)
    {
        var lines = new List<ReleaseLine>();
        foreach (var element in body.Items("lines"))
        {
            if (element.Text("sku") is not { Length: > 0 } sku
                || element.At("line") is not { ValueKind: JsonValueKind.Number } line
                || !line.TryGetInt32(out var number)
                || element.At("quantity") is not { ValueKind: JsonValueKind.Number } quantity
                || !quantity.TryGetInt64(out var pieces) || pieces <= 0)
            {
                return null;
            }

            lines.Add(new ReleaseLine(number, sku, pieces));
        }

        return lines.Count == 0 ? null : lines;
    }

    /// <summary>
    /// Lines as one or two shipments: each line's <paramref name="percent"/>, rounded up, goes first. Together they
    /// ship exactly what was asked.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<ReleaseLine>> Split(IReadOnlyList<ReleaseLine> lines, int percent)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (percent is <= 0 or >= 100)
        {
            return [lines];
        }

        var first = lines.Select(line => line with { Quantity = ((line.Quantity * percent) + 99) / 100 }).ToList();
        var second = lines.Zip(first, (all, part) => all with { Quantity = all.Quantity - part.Quantity })
            .Where(line => line.Quantity > 0).ToList();
        return second.Count == 0 ? [lines] : [first, second];
    }

    /// <summary>The line as it is told to the grid.</summary>
    public JsonObject ToJson() => new() { ["line"] = Line, ["sku"] = Sku, ["quantity"] = Quantity };
}
