using System.Collections.Immutable;

namespace OrderGrid.Load.Samples;

/// <summary>What stands at one node when the day begins.</summary>
/// <param name="Sku">Our SKU.</param>
/// <param name="Node">The node.</param>
/// <param name="OnHand">Stock units.</param>
public sealed record SampleStock(string Sku, string Node, int OnHand)
{
    /// <summary>The nodes, the one that is asked first at the front.</summary>
    public static ImmutableArray<(string Node, string Name, string Country)> Nodes { get; } =
        [("BER", "Berlin", "DE"), ("RTM", "Rotterdam", "NL"), ("LYS", "Lyon", "FR")];

    /// <summary>
    /// Hot items are stocked for two fifths of the demand; of the others there is half as much again as is asked for.
    /// The first node has 40 percent, the others 30 each.
    /// </summary>
    public static IReadOnlyList<SampleStock> Opening(IReadOnlyDictionary<string, int> demand)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var rows = new List<SampleStock>();
        foreach (var item in SampleItem.Catalog)
        {
            var asked = demand.GetValueOrDefault(item.Sku);
            var total = item.Hot ? asked * 2 / 5 : 30 + (asked * 3 / 2);
            var share = total * 3 / 10;
            foreach (var (index, node) in Nodes.Index())
            {
                rows.Add(new SampleStock(item.Sku, node.Node, index == 0 ? total - (2 * share) : share));
            }
        }

        return rows;
    }
}
