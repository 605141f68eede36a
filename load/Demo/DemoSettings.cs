using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Demo;

/// <summary>What a demo was asked to do.</summary>
/// <param name="Seed">Seed of the day; null sends the shipped samples.</param>
/// <param name="Speed">How many times as fast as usual.</param>
/// <param name="Keep">True leaves everything running at the end.</param>
/// <param name="Samples">Folder of the samples.</param>
/// <param name="Folder">Full path of the folder for report and logs.</param>
/// <param name="Programs">What it starts and where it keeps its journal.</param>
internal sealed record DemoSettings(
    int? Seed, double Speed, bool Keep, string Samples, string Folder, LandscapePrograms Programs)
{
    /// <summary>Time over which the day's orders are sent.</summary>
    public TimeSpan Day => TimeSpan.FromSeconds(36) / Speed;

    /// <summary>When the ERP goes away.</summary>
    public TimeSpan OutageAt => Day * 0.3;

    /// <summary>How long it is away.</summary>
    public TimeSpan Outage => TimeSpan.FromSeconds(9) / Speed;

    /// <summary>When the node is killed: in the middle of the outage, so that its backlog must survive.</summary>
    public TimeSpan KillAt => OutageAt + (Outage * 0.5);

    /// <summary>Longest wait for the last order to reach its end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
}
