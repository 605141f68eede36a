using System.Collections.Immutable;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;

namespace OrderGrid.Load.Demo;

/// <summary>When things were broken on purpose, since the start of the day.</summary>
/// <param name="DayStarted">Start of the day, UTC.</param>
/// <param name="OutageFrom">The ERP went away.</param>
/// <param name="OutageTo">The ERP came back.</param>
/// <param name="KilledAt">The node was killed.</param>
/// <param name="ReadyAt">The node was ready again.</param>
internal sealed record Mishaps(
    DateTimeOffset DayStarted, TimeSpan OutageFrom, TimeSpan OutageTo, TimeSpan KilledAt, TimeSpan ReadyAt);

/// <summary>Percentiles of how long channels waited for an answer.</summary>
internal sealed record Latencies(int Count, TimeSpan Median, TimeSpan P99, TimeSpan Longest)
{
    /// <summary>Of some exchanges.</summary>
    public static Latencies Of(IEnumerable<Exchange> exchanges)
    {
        var sorted = exchanges.Select(exchange => exchange.Latency).Order().ToList();
        return sorted.Count == 0
            ? new(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
            : new(sorted.Count, At(sorted, 0.5), At(sorted, 0.99), sorted[^1]);
    }

    private static TimeSpan At(List<TimeSpan> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * share) - 1)];
}

/// <summary>One point of the backlog: orders accepted and not yet in the ERP.</summary>
internal readonly record struct BacklogPoint(TimeSpan At, int Waiting);

/// <summary>The demo in numbers.</summary>
internal sealed record DemoFigures
{
    /// <summary>Adds the evidence up.</summary>
    public DemoFigures(Evidence evidence, Mishaps mishaps)
    {
        Mishaps = mishaps;
        Exchanges = evidence.Exchanges;
        var answers = evidence.Answers.ToList();
        Sent = answers.Count;
        Accepted = evidence.Accepted.Count;
        Repeats = answers.Count(answer => answer.Accepted) - Accepted;
        Refusals = answers.Where(answer => !answer.Accepted)
            .GroupBy(Reason).OrderByDescending(group => group.Count())
            .Select(group => (group.Key, group.Count())).ToImmutableArray();
        var orders = evidence.Journal.Orders.Values.ToList();
        Posted = orders.Count(order => order.PostedAt is not null);
        Shipped = orders.Count(order =>
            OrderProjection.StatusOf(order.State) is OrderStatus.Shipped or OrderStatus.Closed);
        Closed = orders.Count(order => order.State.Closed);
        Held = orders.Where(order => order.State is { Closed: false, HoldReason: not null })
            .GroupBy(order => order.RefusedByErp is null ? "other" : "refused by the ERP")
            .Select(group => (group.Key, group.Count())).ToImmutableArray();
        Undisturbed = Latencies.Of(Exchanges.Where(exchange => exchange.Attempts == 1));
        Overall = Latencies.Of(Exchanges);
        Retried = Exchanges.Count(exchange => exchange.Attempts > 1);
        Backlog = Follow(orders, mishaps.DayStarted);
        WaitingToExpire = StockInvariants.WaitingToExpire(evidence);
        Faults = evidence.Ledgers.SelectMany(ledger => ledger.Faults)
            .GroupBy(fault => fault.Key).Select(group => (group.Key, group.Sum(fault => fault.Value)))
            .ToImmutableArray();
        Records = evidence.Table.Records;
        SetOutage(orders);
    }

    public Mishaps Mishaps { get; }

    public ImmutableArray<Exchange> Exchanges { get; }

    public int Sent { get; }

    public int Accepted { get; }

    public int Repeats { get; }

    public ImmutableArray<(string Reason, int Count)> Refusals { get; }

    public int Posted { get; }

    public int Shipped { get; }

    public int Closed { get; }

    public ImmutableArray<(string Reason, int Count)> Held { get; }

    public Latencies Undisturbed { get; }

    public Latencies Overall { get; }

    public int Retried { get; }

    public ImmutableArray<BacklogPoint> Backlog { get; }

    public int Records { get; }

    public int WaitingToExpire { get; }

    public ImmutableArray<(string Kind, int Count)> Faults { get; }

    /// <summary>Orders that waited for the ERP at once, at most.</summary>
    public int PeakWaiting { get; private set; }

    /// <summary>Orders accepted while the ERP was away.</summary>
    public int AcceptedInOutage { get; private set; }

    /// <summary>Longest time from acceptance to the ERP.</summary>
    public TimeSpan LongestToPost { get; private set; }

    /// <summary>Usual time from acceptance to the ERP, of orders accepted before the outage.</summary>
    public TimeSpan UsualToPost { get; private set; }

    /// <summary>From the ERP's return until nothing accepted before it waited any more.</summary>
    public TimeSpan Drained { get; private set; }

    /// <summary>From the kill to the first order accepted after it.</summary>
    public TimeSpan FirstAcceptedAfterKill { get; private set; }

    private static string Reason(OrderAnswer answer) =>
        answer.Lines.IsEmpty || answer.Code == "InsufficientStock"
            ? answer.Code!
            : $"{answer.Code}: {string.Join(", ", answer.Lines.Distinct().Order(StringComparer.Ordinal))}";

    private static ImmutableArray<BacklogPoint> Follow(IEnumerable<FollowedOrder> orders, DateTimeOffset start)
    {
        var waiting = 0;
        var points = ImmutableArray.CreateBuilder<BacklogPoint>();
        var steps = orders.SelectMany(order => new[] { (At: order.AcceptedAt, Step: 1), (At: LeftAt(order), Step: -1) })
            .Where(step => step.At is not null).OrderBy(step => step.At);
        foreach (var (at, step) in steps)
        {
            waiting += step;
            points.Add(new(at!.Value - start, waiting));
        }

        return points.ToImmutable();
    }

    // An order leaves the ERP's queue when it is booked there, or when the ERP will not have it.
    private static DateTimeOffset? LeftAt(FollowedOrder order) => order.PostedAt ?? order.EndedAt;

    private void SetOutage(List<FollowedOrder> orders)
    {
        var times = orders.Where(order => order.AcceptedAt is not null && LeftAt(order) is not null)
            .Select(order => (
                Accepted: order.AcceptedAt!.Value - Mishaps.DayStarted,
                Left: LeftAt(order)!.Value - Mishaps.DayStarted))
            .ToList();
        var (from, to) = (Mishaps.OutageFrom, Mishaps.OutageTo);
        PeakWaiting = Backlog.Select(point => point.Waiting).DefaultIfEmpty().Max();
        AcceptedInOutage = times.Count(time => time.Accepted >= from && time.Accepted <= to);
        LongestToPost = times.Select(time => time.Left - time.Accepted).DefaultIfEmpty().Max();
        var usual = times.Where(time => time.Left < from).Select(time => time.Left - time.Accepted).Order().ToList();
        UsualToPost = usual.Count == 0 ? TimeSpan.Zero : usual[usual.Count / 2];
        Drained = times.Where(time => time.Accepted <= to).Select(time => time.Left).DefaultIfEmpty(to).Max() - to;
        FirstAcceptedAfterKill = times.Select(time => time.Accepted).Where(accepted => accepted > Mishaps.KilledAt)
            .DefaultIfEmpty(Mishaps.KilledAt).Min() - Mishaps.KilledAt;
    }
}
