namespace OrderGrid.Simulated;

/// <summary>Asks every oracle. A run in which too little worked proves nothing and is no success.</summary>
internal sealed class Verdict(GridWorld world, CallbackCourier courier, FeedReader feed)
{
    /// <summary>
    /// What a run that died or stood still has broken by then: only what has to hold at any time is asked for.
    /// </summary>
    public static IReadOnlyList<string> JudgeUnfinished(GridWorld world)
    {
        try
        {
            var scan = JournalScan.Read(world.Journal);
            return
            [
                .. world.History.Contradictions,
                .. AcceptanceOracle.JudgeAcknowledged(world, scan),
                .. StockOracle.JudgePrefixes(scan),
            ];
        }
        catch (Exception exception)
        {
            // A journal that nobody can read back: that is said beside what the run died of.
            return [$"defect: the journal cannot be judged: {exception.GetType().Name}: {exception.Message}"];
        }
    }

    /// <summary>What is broken; empty when nothing is.</summary>
    public IReadOnlyList<string> Judge()
    {
        var scan = JournalScan.Read(world.Journal);
        var found = new List<string>(world.History.Contradictions);
        found.AddRange(courier.Refused.Select(refused => $"I10: an honest partner's report was refused: {refused}"));
        found.AddRange(AcceptanceOracle.Judge(world, scan));
        found.AddRange(StreamOracle.Judge(scan, feed));
        found.AddRange(StockOracle.Judge(world, scan));
        found.AddRange(BuyerOracle.Judge(world, scan));
        found.AddRange(SeriesOracle.Judge(scan));
        found.AddRange(KitOracle.Judge(scan));
        found.AddRange(AvailabilityOracle.Judge(world, scan));
        found.AddRange(ReservationOracle.Judge(world, scan));
        found.AddRange(ReconciliationOracle.Judge(scan));
        found.AddRange(DeliveryOracle.Judge(world, scan));
        found.AddRange(world.Releases.Faults);
        if (world.History.Answered < world.Names.Orders.Length / 2)
        {
            found.Add(
                $"invalid: only {world.History.Answered} operations of {world.Names.Orders.Length} were answered.");
        }

        return found;
    }
}
