using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Sandbox.Hosting;

namespace OrderGrid.Simulated;

/// <summary>
/// Where a planted bug goes in: around the product's parts, never inside them, so that the product has no switch that
/// anybody could leave on.
/// </summary>
internal static class Plant
{
    public static IJournal OnServer(PlantedBug bug, IJournal journal) =>
        bug == PlantedBug.NoVersionCheck ? new UnfencedJournal(journal) : journal;

    public static IJournal OnClient(PlantedBug bug, IJournal journal) =>
        bug == PlantedBug.DeadlineNotAnnounced ? new UnannouncingJournal(journal)
        : bug is PlantedBug.AllotmentForgotten or PlantedBug.GrantedBeyondStock or PlantedBug.CommittedAfterExpiry
            ? new RewritingJournal(journal, bug)
        : bug is PlantedBug.AcknowledgeBeforeCommit or PlantedBug.UnknownTakenForYes or PlantedBug.ConflictTakenForYes
            ? new LyingJournal(journal, bug)
            : journal;

    public static ILaneStore OnLanes(PlantedBug bug, ILaneStore store, IJournal journal) =>
        bug is PlantedBug.CursorBeforeEffect or PlantedBug.ParkedForgotten
            ? new CarelessLaneStore(store, journal, bug)
            : store;

    public static IGrainFactory OnSourcing(PlantedBug bug, IGrainFactory grains) =>
        bug is PlantedBug.HoldWithoutExpiry or PlantedBug.HoldImagined or PlantedBug.RejectedHoldKept
            or PlantedBug.BackorderOverlooked or PlantedBug.BackorderUnasked
            or PlantedBug.KitKeptInPart or PlantedBug.SeriesRestarted or PlantedBug.SeriesCommittedTwice
            or PlantedBug.AllotmentOfAnother or PlantedBug.ReleaseCountedTwice or PlantedBug.BuyerRenamed
            ? new CarelessPositions(grains, bug)
        : bug == PlantedBug.ReservationTakenTwice ? new CarelessReservations(grains)
        : grains;

    public static IDeliveryRoute OnStock(PlantedBug bug, IDeliveryRoute route) =>
        bug == PlantedBug.StockNeverSettled ? new IdleRoute(route) : route;

    public static IPromiseNews OnNews(PlantedBug bug, IPromiseNews news) =>
        bug == PlantedBug.PromiseToldToNobody ? new SilentNews() : news;

    public static IPartnerConnector OnPartner(PlantedBug bug, IPartnerConnector partner) =>
        bug is PlantedBug.RetryWithNewKey or PlantedBug.NoFindAfterUnknown
            ? new CarelessPartner(partner, bug)
            : partner;

    public static Func<string, string> OnShipments(PlantedBug bug)
    {
        var sent = 0;
        return bug == PlantedBug.ShipmentCountedTwice ? shipment => $"{shipment}-{++sent}" : shipment => shipment;
    }

    public static CountStock OnCount(PlantedBug bug, CountStock count) =>
        bug == PlantedBug.ShipmentInCountForgotten ? count with { Included = [] } : count;

    /// <summary>False where a reconciliation would put right what the bug does to the books.</summary>
    public static bool IsReconciled(PlantedBug bug) =>
        bug is not (PlantedBug.ShipmentInCountForgotten or PlantedBug.StaleCountApplied
            or PlantedBug.ReleaseCountedTwice);

    public static IInventoryPositionGrain OnNode(PlantedBug bug, IInventoryPositionGrain position) =>
        bug == PlantedBug.StaleCountApplied ? new CarelessPosition(position, bug, []) : position;

    public static IGrainFactory OnReconciliation(PlantedBug bug, IGrainFactory grains) =>
        bug == PlantedBug.CompensatedTwice ? new CarelessPositions(grains, bug) : grains;

    public static StockReportAnswer OnReport(PlantedBug bug, StockReportAnswer answer) =>
        bug == PlantedBug.CutReportTaken && answer.Page is null ? StockReportAnswer.Of(new([], [], null)) : answer;

    /// <summary>A partner that does not notice repeats, where the bug is about sending twice.</summary>
    public static SandboxOptions Adjust(PlantedBug bug, SandboxOptions options) => bug == PlantedBug.NoFindAfterUnknown
        ? options with
        {
            Erp = options.Erp with { Dedupe = false },
            Warehouse = options.Warehouse with { Dedupe = false },
        }
        : options;

    /// <summary>Every fault class on, so that few seeds are needed to find a bug.</summary>
    public static Parameters Adjust(PlantedBug bug, Parameters drawn) => bug == PlantedBug.None
        ? drawn
        : drawn with
        {
            AppendFault = 0.06,
            SlowCommit = 0.2,
            Misrouted = 0.05,
            PartnerFault = 0.3,
            StreamLoss = 0.3,
            Reject = bug == PlantedBug.RejectedHoldKept ? 0.3 : drawn.Reject,
            BuyerCap = bug == PlantedBug.BuyerRenamed ? 4 : drawn.BuyerCap,
            Kits = bug == PlantedBug.KitKeptInPart ? 2 : drawn.Kits,
            Silos = 3,
            CrashEvery = TimeSpan.FromSeconds(6),
            StockChanges = Math.Max(bug == PlantedBug.CompensatedTwice ? 8 : 4, drawn.StockChanges),
            Threshold = bug == PlantedBug.CompensatedTwice ? 5 : drawn.Threshold,
            BackorderLimit = IsOfBackorders(bug) ? 10 : drawn.BackorderLimit,
            StockPerPosition = IsOfBackorders(bug) ? 6 : drawn.StockPerPosition,
        };

    private static bool IsOfBackorders(PlantedBug bug) => bug
        is PlantedBug.BackorderOverlooked or PlantedBug.BackorderUnasked or PlantedBug.PromiseToldToNobody;
}
