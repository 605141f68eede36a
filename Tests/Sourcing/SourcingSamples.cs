using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Tests.Sourcing;

/// <summary>Three nodes: Berlin, cold and dear; Rotterdam, cheap; Lyon, for one channel only.</summary>
internal static class SourcingSamples
{
    public static readonly NodeId Ber = new("BER");
    public static readonly NodeId Rtm = new("RTM");
    public static readonly NodeId Lys = new("LYS");
    public static readonly RegionCode Germany = new("DE");
    public static readonly Capability Cold = new("cold");

    public static ImmutableArray<NodeFacts> Nodes { get; } =
    [
        new(Ber, new("DE"), new("EAST"), 52.5, 13.4, [Cold], 6m, TransitDays: Days(1)),
        new(Rtm, new("NL"), new("WEST"), 51.9, 4.5, CostPerShipment: 2m, TransitDays: Days(2)),
        new(Lys, new("FR"), new("WEST"), 45.8, 4.8, CostPerShipment: 4m, Channels: [new("market")]),
    ];

    public static RegionFacts Middle { get; } = new(Germany, 51.2, 10.4);

    public static NodeCatalogue Catalogue { get; } = new(Nodes, [Middle]);

    public static SourcingProblem Problem(params (string Sku, int Pieces)[] lines) => new(
        new("market"),
        Germany,
        Middle,
        [.. lines.Select((line, index) => Line(index + 1, line.Sku, line.Pieces))],
        Nodes,
        [],
        null);

    public static SourcingProblem With(this SourcingProblem problem, params (string Position, int Pieces)[] stock) =>
        problem with { Stock = Pieces(stock) };

    public static SourcingProblem Awaiting(
        this SourcingProblem problem, params (string Position, int Pieces)[] toCome) =>
        problem with { ToCome = Pieces(toCome) };

    public static SourcingLine Line(int number, string sku, int pieces, params ImmutableArray<Capability> requires) =>
        new(
            new OrderLine(number, new(sku), new(sku), new(pieces), new(10m, new("EUR"))),
            10m * pieces,
            requires.IsDefault ? [] : requires);

    /// <summary>A plan in a line: <c>1: 5 BER, 2 RTM; 2: 1 BER</c>.</summary>
    public static string Told(SourcingPlan plan) => string.Join("; ", plan.Lines.Select(line =>
        $"{line.Line.Line}: {string.Join(", ", line.Parts.Select(part => $"{part.Quantity} {part.Node}"))}"));

    private static Dictionary<PositionKey, Quantity> Pieces((string Position, int Pieces)[] rows) =>
        rows.ToDictionary(row => PositionKey.Parse(row.Position), row => new Quantity(row.Pieces));

    private static ImmutableDictionary<RegionCode, int> Days(int days) =>
        ImmutableDictionary<RegionCode, int>.Empty.Add(Germany, days);
}
