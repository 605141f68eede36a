using System.Collections.Immutable;

namespace OrderGrid.Load.Bench;

/// <summary>One part of the benchmark.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="RunAsync">Measures, prints and judges.</param>
/// <param name="OnlyWhenNamed">True for a part that takes too long to run unasked.</param>
internal sealed record BenchPart(string Name, Func<BenchStage, Task> RunAsync, bool OnlyWhenNamed = false)
{
    /// <summary>All of them, in the order they run.</summary>
    public static ImmutableArray<BenchPart> All { get; } =
    [
        new("calls", stage => new CallPart(stage).RunAsync()),
        new("journal", stage => new JournalPart(stage).RunAsync()),
        new("holds", stage => new HoldBench(stage).RunAsync()),
        new("orders", stage => new OrderBench(stage).RunAsync()),
        new("stock", stage => new StockBench(stage).RunAsync()),
        new("availability", stage => new AvailabilityBench(stage).RunAsync()),
        new("hot", stage => new HotBench(stage).RunAsync()),
        new("latency", stage => new LatencyBench(stage).RunAsync()),
        new("expiry", stage => new ExpiryBench(stage).RunAsync()),
        new("activation", stage => new ActivationBench(stage).RunAsync()),
        new("memory", stage => new MemoryBench(stage).RunAsync()),
        new("flat", stage => new FlatBench(stage).RunAsync(), OnlyWhenNamed: true),
    ];

    /// <summary>The parts that were asked for; all that run unasked when none was named.</summary>
    public static IEnumerable<BenchPart> Choose(IReadOnlyCollection<string> names) =>
        All.Where(part => names.Count == 0 ? !part.OnlyWhenNamed : names.Contains(part.Name));
}
