using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Flash;

/// <summary>What kind of rush it is.</summary>
public enum FlashScenario
{
    /// <summary>One SKU with ten times more buyers than stock.</summary>
    Hot,

    /// <summary>Orders of two lines, spread over 10,000 SKUs.</summary>
    Spread,

    /// <summary>Orders, and ten availability reads for each.</summary>
    Mixed,

    /// <summary>Spread orders while the ERP is away; its backlog drains afterwards.</summary>
    ErpDown,

    /// <summary>A channel at five times its share beside a modest one.</summary>
    Greedy,
}

/// <summary>What a run was asked to do.</summary>
/// <param name="Scenario">The rush.</param>
/// <param name="Rate">Orders per second of the plateau; where a channel is greedy, of a channel's share.</param>
/// <param name="Length">How long arrivals come.</param>
/// <param name="Seed">Of arrivals and baskets.</param>
/// <param name="Report">Path of the page.</param>
internal sealed record FlashSettings(
    FlashScenario Scenario, double Rate, TimeSpan Length, int Seed, string Report)
{
    /// <summary>Rates that two cores carry with everything on one machine.</summary>
    public static double UsualRate(FlashScenario scenario) => scenario switch
    {
        FlashScenario.Hot => 1_500,
        FlashScenario.Spread => 800,
        FlashScenario.Mixed => 150,
        FlashScenario.ErpDown => 300,
        FlashScenario.Greedy => 300,
    };

    /// <summary>How many times the plateau the spike is.</summary>
    public double Spike { get; init; } = 2;

    /// <summary>How arrivals are placed in time.</summary>
    public ArrivalPattern Pattern { get; init; } = ArrivalPattern.Poisson;

    /// <summary>Most requests in flight: a connection each.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Most requests that wait for a connection; beyond it they are not sent, and counted.</summary>
    public int MaxWaiting { get; init; } = 8_192;
}
