using System.Collections.Immutable;

namespace OrderGrid.Sandbox.Warehouse;

/// <summary>How a warehouse behaves.</summary>
public sealed record WarehouseSettings
{
    /// <summary>False makes a second task for a repeated key. Default true.</summary>
    public bool Dedupe { get; init; } = true;

    /// <summary>Shortest time from release to dispatch, in milliseconds. Default 50.</summary>
    public int ShipDelayMs { get; init; } = 50;

    /// <summary>Longest such time. Default 300.</summary>
    public int ShipDelayMaxMs { get; init; } = 300;

    /// <summary>Time from release to acknowledgement, in milliseconds. Default 10.</summary>
    public int AcknowledgeDelayMs { get; init; } = 10;

    /// <summary>
    /// Percent of each line, 1 to 99, rounded up, in the first of two shipments; 0 (default) ships once.
    /// </summary>
    public int SplitPercent { get; init; }

    /// <summary>Chance, 0 to 1, that a release is split. Default 1; without effect while the percentage is 0.</summary>
    public double SplitProbability { get; init; } = 1;

    /// <summary>Most rows of a page of the stock report. Default 1,000.</summary>
    public int ReportRows { get; init; } = 1_000;

    /// <summary>Chance, 0 to 1, that a release is rejected by a callback. Default 0.</summary>
    public double RejectProbability { get; init; }

    /// <summary>A release with one of these SKUs is rejected by a callback.</summary>
    public ImmutableArray<string> RejectSkus { get; init; } = [];

    /// <summary>Reason given for a rejection.</summary>
    public string RejectReason { get; init; } = "CannotPick";
}
