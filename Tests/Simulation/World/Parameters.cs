using System.Globalization;
using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Simulated;

/// <summary>What one seed's world is like. Drawn from the seed, so that every seed is another world.</summary>
internal sealed record Parameters
{
    public required int Silos { get; init; }

    public required int Nodes { get; init; }

    public required int Skus { get; init; }

    public required int Orders { get; init; }

    public required int MaxLines { get; init; }

    public required int StockPerPosition { get; init; }

    public required TimeSpan FaultTime { get; init; }

    public required double AppendFault { get; init; }

    public required double ReadFault { get; init; }

    public required double SlowCommit { get; init; }

    public required double MessageFault { get; init; }

    public required double Misrouted { get; init; }

    public required double PartnerFault { get; init; }

    public required double SnapshotFault { get; init; }

    public required double StreamLoss { get; init; }

    /// <summary>Chance that a warehouse rejects what it was asked to ship.</summary>
    public required double Reject { get; init; }

    /// <summary>Most nodes that may ship one order of the second channel; 0: its rules ask for no stock.</summary>
    public required int MaxShipments { get; init; }

    public required TimeSpan CrashEvery { get; init; }

    public required TimeSpan OutageEvery { get; init; }

    /// <summary>Most things that happen to one position's stock beside orders.</summary>
    public required int StockChanges { get; init; }

    /// <summary>Items that are sold as kits of others.</summary>
    public required int Kits { get; init; }

    /// <summary>Differences that scheduled reconciliations book at once.</summary>
    public required int Threshold { get; init; }

    /// <summary>A node's schedule: what a report leaves out is told, in some worlds to be taken for zero.</summary>
    public ReconciliationSchedule ScheduleOf(NodeId node) => new(
        new($"wms-{node}"),
        ReconciliationLimits.ShortestInterval,
        null,
        Threshold,
        Threshold % 2 == 0 ? UnreportedItems.Report : UnreportedItems.ZeroByApproval);

    /// <summary>Most pieces of a position that may be promised before they come; 0: no channel may wait.</summary>
    public required int BackorderLimit { get; init; }

    /// <summary>The most that a silo's clock is ahead or behind; zero: all are right.</summary>
    public required TimeSpan ClockSkew { get; init; }

    /// <summary>Most pieces that one buyer may have of a position that is capped; 0: none is.</summary>
    public required int BuyerCap { get; init; }

    /// <summary>Draws a world. A fault class is off in some seeds, so that it cannot hide what others do.</summary>
    public static Parameters Draw(SeededDice dice)
    {
        var drawn = DrawWith(dice);

        // Counts are as of a time: to a clock that is wrong they say something else, so they come to right ones only.
        return drawn.StockChanges == 0 ? drawn : drawn with { ClockSkew = TimeSpan.Zero };
    }

    private static Parameters DrawWith(SeededDice dice) => new()
    {
        Silos = 1 + dice.Next(3),
        Nodes = 1 + dice.Next(3),
        Skus = 2 + dice.Next(5),
        Orders = 20 + dice.Next(40),
        MaxLines = 1 + dice.Next(4),
        StockPerPosition = 5 + dice.Next(60),
        FaultTime = TimeSpan.FromSeconds(30 + dice.Next(60)),
        AppendFault = Rate(dice, 0.06),
        ReadFault = Rate(dice, 0.03),
        SlowCommit = Rate(dice, 0.2),
        MessageFault = Rate(dice, 0.02),
        Misrouted = Rate(dice, 0.05),
        PartnerFault = Rate(dice, 0.3),
        SnapshotFault = Rate(dice, 0.5),
        StreamLoss = Rate(dice, 0.2),
        Reject = Rate(dice, 0.3),
        MaxShipments = dice.Next(3),
        CrashEvery = dice.Chance(0.7) ? TimeSpan.FromSeconds(5 + dice.Next(30)) : TimeSpan.Zero,
        OutageEvery = dice.Chance(0.6) ? TimeSpan.FromSeconds(10 + dice.Next(30)) : TimeSpan.Zero,
        StockChanges = dice.Chance(0.4) ? 0 : 1 + dice.Next(8),
        Kits = dice.Next(3),
        Threshold = dice.Next(6),
        BackorderLimit = dice.Chance(0.4) ? 0 : 1 + dice.Next(20),
        ClockSkew = dice.Chance(0.3) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(500 + dice.Next(4_000)),
        BuyerCap = dice.Chance(0.5) ? 0 : 3 + dice.Next(8),
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"silos={Silos} nodes={Nodes} skus={Skus} orders={Orders} stock={StockPerPosition} "
        + $"faults={FaultTime.TotalSeconds:0}s "
        + $"append={AppendFault:0.000} read={ReadFault:0.000} slow={SlowCommit:0.00} message={MessageFault:0.000} "
        + $"misrouted={Misrouted:0.000} partner={PartnerFault:0.00} snapshot={SnapshotFault:0.00} "
        + $"stream={StreamLoss:0.00} reject={Reject:0.00} shipments={MaxShipments} "
        + $"crash={CrashEvery.TotalSeconds:0}s outage={OutageEvery.TotalSeconds:0}s changes={StockChanges} "
        + $"kits={Kits} threshold={Threshold} backorder={BackorderLimit} "
        + $"skew={ClockSkew.TotalSeconds:0.0}s cap={BuyerCap}");

    private static double Rate(SeededDice dice, double most) =>
        dice.Chance(0.3) ? 0 : most * dice.Next(1_000) / 1_000;
}
