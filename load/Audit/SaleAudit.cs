using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Load.Audit;

/// <summary>The promises of the grid, checked after a sale against evidence from outside of it.</summary>
internal static class SaleAudit
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Verdict> Check(SaleEvidence evidence)
    {
        var verdicts = ImmutableArray.CreateBuilder<Verdict>();
        verdicts.Add(EachOnce(evidence));
        verdicts.Add(NoPhantom(evidence));
        verdicts.Add(new("I3", "streams run 1, 2, 3 … without a gap", evidence.Table.Streams, evidence.Table.Gaps));
        verdicts.Add(new("I7", "no more is held than there is, after every event of a position",
            evidence.Journal.PositionEvents, [.. evidence.Journal.Oversold]));
        verdicts.Add(NothingOversold(evidence));
        verdicts.Add(Conserved(evidence));
        verdicts.Add(HeldForOrders(evidence));
        verdicts.Add(new("I11", "the feed shows every record of the journal",
            evidence.Table.Records, evidence.Table.Missed));
        verdicts.Add(BookedOnce(evidence));
        verdicts.Add(BooksMatch(evidence));
        if (!evidence.SoldOut.IsEmpty)
        {
            verdicts.Add(SoldOut(evidence));
        }

        if (evidence.Greedy is { } greedy)
        {
            verdicts.Add(new("I18", "a channel is let in with no more than its rate allows", greedy.LetIn,
                greedy.LetIn <= greedy.Allowed ? [] : [$"{greedy.Channel}: {greedy.LetIn} of {greedy.Allowed}"]));
        }

        return verdicts.ToImmutable();
    }

    /// <summary>Pieces that accepted orders have of each position, by <c>sku@node</c>.</summary>
    public static Dictionary<string, long> Sold(JournalFold journal)
    {
        var sold = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var held in journal.Orders.Values.Where(order => order.State.Accepted)
            .SelectMany(order => order.State.Lines).SelectMany(LineHolds.Of))
        {
            var position = new PositionKey(held.Sku, held.Node).ToString();
            sold[position] = sold.GetValueOrDefault(position) + held.Quantity.Pieces;
        }

        return sold;
    }

    private static Verdict EachOnce(SaleEvidence evidence)
    {
        var accepted = evidence.WithAnswer(Told.Accepted);
        var orders = evidence.Journal.Orders;
        return new("I1", "every order that was answered 201 is in the journal, once", accepted.Length,
        [
            .. accepted.Where(order => !orders.ContainsKey(order)).Select(order => $"{order} is not in the journal"),
            .. orders.Where(order => order.Value.Acceptances > 1)
                .Select(order => $"{order.Key} is accepted {order.Value.Acceptances} times"),
            .. accepted.Where(order => orders.TryGetValue(order, out var known) && !known.State.Accepted)
                .Select(order => $"{order} is in the journal and not accepted"),
        ]);
    }

    private static Verdict NoPhantom(SaleEvidence evidence) =>
        new("I2", "no order that was refused, or never sent, has an event", evidence.Answers.Count,
        [
            .. evidence.Journal.Orders.Keys
                .Where(order => !evidence.Answers.TryGetValue(order, out var told) || told == Told.Refused),
        ]);

    // Added up from the orders, so that a position that miscounts its holds is found as well.
    private static Verdict NothingOversold(SaleEvidence evidence)
    {
        var sold = Sold(evidence.Journal);
        return new("I7", "what accepted orders have of a position is not more than there was", evidence.Stock.Count,
        [
            .. sold.Where(position => position.Value > evidence.Stock.GetValueOrDefault(position.Key))
                .Select(position => $"{position.Key}: {position.Value} sold of "
                    + $"{evidence.Stock.GetValueOrDefault(position.Key)}"),
        ]);
    }

    // Nothing ships during a sale, so what is on hand can only be what was put there.
    private static Verdict Conserved(SaleEvidence evidence) =>
        new("I8", "what is on hand is what was there at the start", evidence.Stock.Count,
        [
            .. evidence.Stock.Where(stock => OnHand(evidence, stock.Key) != stock.Value)
                .Select(stock => $"{stock.Key}: {OnHand(evidence, stock.Key)} on hand, {stock.Value} at the start"),
        ]);

    private static long? OnHand(SaleEvidence evidence, string position) =>
        evidence.Journal.Positions.GetValueOrDefault(position)?.Levels.OnHand.Pieces;

    private static Verdict HeldForOrders(SaleEvidence evidence)
    {
        var sold = Sold(evidence.Journal);
        var positions = evidence.Journal.Positions;
        return new("I9", "what a position has committed is what accepted orders have of it", positions.Count,
        [
            .. positions.Where(position => CommittedOf(position.Value) != sold.GetValueOrDefault(position.Key))
                .Select(position => $"{position.Key}: {CommittedOf(position.Value)} committed, "
                    + $"{sold.GetValueOrDefault(position.Key)} in orders"),
            .. sold.Keys.Where(position => !positions.ContainsKey(position))
                .Select(position => $"{position} is sold and was never written to"),
        ]);
    }

    private static long CommittedOf(Position position) => position.Levels.Committed.Pieces;

    private static Verdict BookedOnce(SaleEvidence evidence) =>
        new("I12", "the ERP has booked no order twice", evidence.Erp.Documents,
        [
            .. evidence.Erp.Keys.Where(key => key.Documents > 1)
                .Select(key => $"{key.Key} is booked {key.Documents} times"),
        ]);

    private static Verdict BooksMatch(SaleEvidence evidence)
    {
        var booked = evidence.Erp.KeysOf("orders").ToHashSet(StringComparer.Ordinal);
        var accepted = evidence.Journal.Orders.Where(order => order.Value.State.Accepted)
            .Select(order => order.Key).ToHashSet(StringComparer.Ordinal);
        return new("L1", "every accepted order is booked in the ERP, and no other", accepted.Count,
        [
            .. accepted.Except(booked).Select(order => $"{order} is not booked"),
            .. booked.Except(accepted).Select(order => $"{order} is booked and was not accepted"),
        ]);
    }

    // What cut-off attempts hold until they expire is not for sale either, and is told apart.
    private static Verdict SoldOut(SaleEvidence evidence)
    {
        var sold = Sold(evidence.Journal);
        return new("I8", "of what is in demand exactly the stock is sold", evidence.SoldOut.Length,
        [
            .. evidence.SoldOut.Where(position => sold.GetValueOrDefault(position) != evidence.Stock[position])
                .Select(position => $"{position}: {sold.GetValueOrDefault(position)} of "
                    + $"{evidence.Stock[position]} sold, "
                    + $"{PendingOf(evidence, position)} held by attempts that were cut off"),
        ]);
    }

    private static long PendingOf(SaleEvidence evidence, string position) =>
        evidence.Journal.Positions.GetValueOrDefault(position)?.Levels.Pending.Pieces ?? 0;
}
