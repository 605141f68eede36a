using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;

namespace OrderGrid.Simulated;

/// <summary>
/// I20 for reconciliations: whoever decided is named; nothing is booked that was not noted as a drift before, nor more
/// than once; every run that began has ended; and warehouses that name all they have are never said to miss something.
/// </summary>
internal static class ReconciliationOracle
{
    public static IEnumerable<string> Judge(JournalScan scan) =>
        scan.Streams.SelectMany(stream => stream.Key.Category switch
        {
            StreamCategory.NodeSchedule => JudgeRuns(stream.Key.Key, stream.Value),
            StreamCategory.Reconciliation => JudgeDrifts(stream.Key.Key, stream.Value),
            StreamCategory.Position => JudgeBookings(scan, PositionKey.Parse(stream.Key.Key), stream.Value),
            StreamCategory.Order or StreamCategory.Channel or StreamCategory.Delivery or StreamCategory.IdempotencyKey
                or StreamCategory.Reservation or StreamCategory.Kit => [],
        });

    private static IEnumerable<string> JudgeRuns(string node, IReadOnlyList<JournalRecord> records)
    {
        string? current = null;
        foreach (var happening in Events(records, NodeScheduleEvents.Format))
        {
            switch (happening)
            {
                case ScheduleSet { Actor: "" } or ScheduleSet { Reason: "" }:
                    yield return $"I20: nobody set the schedule of {node}.";
                    break;
                case RunStarted started when current is not null:
                    yield return $"I20: {started.Run.Name} began while {current} was under way.";
                    break;
                case RunStarted started:
                    current = started.Run.Name;
                    break;
                case RunEnded ended when ended.Run != current:
                    yield return $"I20: {ended.Run} ended while {current ?? "nothing"} was under way.";
                    break;
                case RunEnded:
                    current = null;
                    break;
            }
        }

        if (current is not null)
        {
            yield return $"L1: the reconciliation {current} never ended.";
        }
    }

    private static IEnumerable<string> JudgeDrifts(string node, IReadOnlyList<JournalRecord> records)
    {
        foreach (var happening in Events(records, DriftEvents.Format))
        {
            if (happening is DriftSettled { Status: DriftStatus.Approved or DriftStatus.Dismissed } settled
                && (string.IsNullOrEmpty(settled.Actor) || string.IsNullOrEmpty(settled.Reason)))
            {
                yield return $"I20: nobody decided on {settled.Sku}@{node}.";
            }
            else if (happening is DriftDetected { Cause: DriftCause.Unreported or DriftCause.TakenForZero } found)
            {
                yield return $"I20: {found.Reported.Sku}@{node} is said to be missing from {found.Run}.";
            }
        }
    }

    private static IEnumerable<string> JudgeBookings(
        JournalScan scan, PositionKey position, IReadOnlyList<JournalRecord> records)
    {
        var booked = new HashSet<(long, DateTimeOffset)>();
        var noted = scan.Streams
            .GetValueOrDefault(new(StreamCategory.Reconciliation, position.Node.Value), [])
            .SelectMany(record => record.Events
                .Select(DriftEvents.Format.Read)
                .OfType<DriftDetected>()
                .Where(found => found.Reported.Sku == position.Sku)
                .Select(found => (found.Reported.OnHand, found.Reported.AsOf, record.RecordedAt)))
            .ToList();
        foreach (var record in records)
        {
            foreach (var count in record.Events.Select(PositionEvents.Format.Read).OfType<StockCounted>()
                .Where(count => count.Cause.Source == "reconciliation"))
            {
                if (!booked.Add((count.Counted.Pieces, count.AsOf)))
                {
                    yield return $"I20: {position} booked the report of {count.AsOf:O} twice.";
                }

                if (!noted.Any(one => one.OnHand == count.Counted.Pieces && one.AsOf == count.AsOf
                    && one.RecordedAt <= record.RecordedAt))
                {
                    yield return $"I20: {position} booked a report of {count.AsOf:O} that was no drift before.";
                }
            }
        }
    }

    private static IEnumerable<TEvent> Events<TEvent>(
        IReadOnlyList<JournalRecord> records, EventFormat<TEvent> format)
        where TEvent : class => records.SelectMany(record => record.Events).Select(format.Read);
}
