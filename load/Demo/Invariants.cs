using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;

namespace OrderGrid.Load.Demo;

/// <summary>Everything that is known at the end, from all sides.</summary>
/// <param name="Day">What was sent.</param>
/// <param name="Exchanges">What the channels were told.</param>
/// <param name="Journal">The feed, folded.</param>
/// <param name="Table">The journal's table.</param>
internal sealed record Evidence(
    DayOfOrders Day, ImmutableArray<Exchange> Exchanges, JournalFold Journal, TableCheck Table)
{
    /// <summary>The partners' books.</summary>
    public required ImmutableArray<PartnerLedger> Ledgers { get; init; }

    /// <summary>What stands in the warehouses, by <c>sku@node</c>.</summary>
    public required IReadOnlyDictionary<string, long> Shelves { get; init; }

    /// <summary>What the grid says about each accepted order.</summary>
    public required IReadOnlyDictionary<string, string?> Statuses { get; init; }

    /// <summary>When it was all read.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Every answer to every order.</summary>
    public IEnumerable<OrderAnswer> Answers => Exchanges.SelectMany(exchange => exchange.Answers);

    /// <summary>Orders that some channel was told are accepted.</summary>
    public HashSet<string> Accepted =>
        [.. Answers.Where(answer => answer.Accepted).Select(answer => answer.Order)];
}

/// <summary>The promises of the grid, each checked against evidence from outside of it.</summary>
internal static class Invariants
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Verdict> Check(Evidence evidence) =>
    [
        NoLostAcceptance(evidence),
        NoPhantom(evidence),
        new("I3", "streams run 1, 2, 3 … without a gap", evidence.Table.Streams, evidence.Table.Gaps),
        Idempotency(evidence),
        NoOversell(evidence.Journal),
        .. StockInvariants.Check(evidence),
        LegalOrders(evidence),
        new("I11", "the feed shows every record of the journal", evidence.Table.Records, evidence.Table.Missed),
        .. PartnerInvariants.Check(evidence),
        AllEnded(evidence),
    ];

    private static Verdict NoLostAcceptance(Evidence evidence)
    {
        var orders = evidence.Journal.Orders;
        return new("I1", "every accepted order is in the journal, and its channel finds it", evidence.Accepted.Count,
        [
            .. evidence.Accepted.Where(order => !orders.TryGetValue(order, out var known) || !known.State.Accepted)
                .Select(order => $"{order} was accepted and is not in the journal"),
            .. evidence.Statuses.Where(answer => !orders.TryGetValue(answer.Key, out var known)
                    || !Enum.TryParse(answer.Value, ignoreCase: true, out OrderStatus told)
                    || told != OrderProjection.StatusOf(known.State))
                .Select(answer => $"{answer.Key} is told to be {answer.Value ?? "unknown"}"),
        ]);
    }

    private static Verdict NoPhantom(Evidence evidence)
    {
        var accepted = evidence.Accepted;
        return new("I2", "no order is in the journal that nobody was promised", evidence.Journal.Orders.Count,
            [.. evidence.Journal.Orders.Keys.Where(order => !accepted.Contains(order))]);
    }

    private static Verdict NoOversell(JournalFold journal) =>
        new("I7", "no oversell: no more is held than there is, at every event", journal.PositionEvents,
            [.. journal.Oversold]);

    private static Verdict Idempotency(Evidence evidence)
    {
        var broken = ImmutableArray.CreateBuilder<string>();
        var looked = 0;
        var twice = evidence.Exchanges.OrderBy(exchange => exchange.SentAt)
            .SelectMany(exchange => exchange.Answers.Select(answer => (exchange.Submission, Answer: answer)))
            .GroupBy(sent => sent.Answer.Order).Where(group => group.Count() > 1);
        foreach (var sent in twice)
        {
            looked++;
            var (first, second) = (sent.First().Answer, sent.Last().Answer);
            var right = !first.Accepted || (evidence.Day.Oddities.Contains(new(sent.Key, "changed-repeat"))
                ? second.Code == "DuplicateWithOtherContent"
                : second is { Accepted: true, Repeated: true });
            if (!right)
            {
                broken.Add($"{sent.Key} was answered {second.Code ?? "accepted"} when it came again");
            }
        }

        return new("I5", "a repeat has one effect and the first answer; a changed one is refused", looked,
            broken.ToImmutable());
    }

    private static Verdict LegalOrders(Evidence evidence)
    {
        var lines = evidence.Journal.Orders
            .SelectMany(order => order.Value.State.Lines.Select(line => (order.Key, order.Value.State, Line: line)))
            .ToList();
        return new("I10", "shipped ≤ allocated ≤ ordered; a closed order is shipped and invoiced in full", lines.Count,
        [
            .. lines.Where(entry => !IsLegal(entry.State, entry.Line))
                .Select(entry => $"{entry.Key}, line {entry.Line.Line.Line}"),
        ]);
    }

    private static bool IsLegal(Order order, SourcedLine line)
    {
        var (number, ordered) = (line.Line.Line, line.Line.Quantity);
        var (shipped, invoiced) = (order.ShippedOf(number), order.InvoicedOf(number));
        return shipped <= line.Allocated && line.Allocated <= ordered && invoiced <= shipped
            && (!order.Closed || (shipped == ordered && invoiced == ordered));
    }

    private static Verdict AllEnded(Evidence evidence) =>
        new("L1", "every accepted order has reached its end: closed, or held for a person", evidence.Accepted.Count,
        [
            .. evidence.Journal.Orders.Where(order => !order.Value.Ended)
                .Select(order => $"{order.Key} is {OrderProjection.StatusOf(order.Value.State)}"),
            .. evidence.Exchanges.Where(exchange => exchange.Answers.IsEmpty).Select(exchange => exchange.Submission)
                .Select(document => $"{document.Channel}/{document.Orders[0]} was never answered"),
        ]);
}
