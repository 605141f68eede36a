using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Warehouse;

/// <summary>What a release asks a node to ship on one line.</summary>
/// <param name="Line">The order's line number.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Stock units, 1 and up.</param>
/// <param name="Components">What one unit is picked as; empty: as itself.</param>
public sealed record ReleaseLine(
    int Line, string Sku, long Quantity, IReadOnlyList<(string Sku, long PerUnit)> Components)
{
    /// <summary>What is picked for a part of the line.</summary>
    public IEnumerable<ReleaseLine> Pick(long quantity) => Components.Count == 0
        ? [this with { Quantity = quantity }]
        : Components.Select(part => new ReleaseLine(Line, part.Sku, part.PerUnit * quantity, []));

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

            if (ReadComponents(element) is not { } components)
            {
                return null;
            }

            lines.Add(new ReleaseLine(number, sku, pieces, components));
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

    private static List<(string Sku, long PerUnit)>? ReadComponents(JsonElement line)
    {
        var components = new List<(string, long)>();
        foreach (var element in line.Items("components"))
        {
            if (element.Text("sku") is not { Length: > 0 } sku
                || element.At("perKit") is not { ValueKind: JsonValueKind.Number } number
                || !number.TryGetInt64(out var perKit) || perKit <= 0)
            {
                return null;
            }

            components.Add((sku, perKit));
        }

        return components;
    }

    /// <summary>The line as it is told to the grid.</summary>
    public JsonObject ToJson() => new() { ["line"] = Line, ["sku"] = Sku, ["quantity"] = Quantity };
}
