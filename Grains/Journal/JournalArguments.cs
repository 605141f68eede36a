namespace OrderGrid.Journal;

/// <summary>
/// The limits every journal holds its callers to. Breaking one is a programming error, found before anything is
/// queued, so that one caller's mistake can never fail the appends that share its batch.
/// </summary>
internal static class JournalArguments
{
    private const int MaxTypeLength = 64;
    private const int MaxTraceParentLength = 256;

    public static void Check(JournalAppend append)
    {
        Check(append.Stream);
        ArgumentOutOfRangeException.ThrowIfNegative(append.Expected.Value, nameof(append));
        var count = append.Events.Count;
        ArgumentOutOfRangeException.ThrowIfZero(count, nameof(append));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, JournalLimits.MaxEventsPerAppend, nameof(append));
        _ = append.Expected.Plus(count);
        if (append.Deadlines.Count > 0)
        {
            CheckDeadlines(append);
        }

        var bytes = 0L;
        for (var i = 0; i < count; i++)
        {
            var @event = append.Events[i];
            Check(@event);
            bytes += @event.Body.Length;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, JournalLimits.MaxRecordBytes, nameof(append));
    }

    public static void Check(StreamName stream)
    {
        if (!Enum.IsDefined(stream.Category))
        {
            throw new ArgumentException($"{stream.Category} is not a stream category.", nameof(stream));
        }

        if (!IsPlain(stream.Key, StreamName.MaxKeyLength))
        {
            throw new ArgumentException(
                $"A stream key is 1 to {StreamName.MaxKeyLength} printable ASCII characters without space.",
                nameof(stream));
        }
    }

    public static void Check(StreamSnapshot snapshot)
    {
        Check(snapshot.Stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(snapshot.Version.Value, nameof(snapshot));
    }

    public static void CheckDeadlines(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, JournalLimits.MaxDeadlinesPerCall);
    }

    public static void CheckReadLimit(int maxRecords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, JournalLimits.MaxRecordsPerRead);
    }

    public static void Check(FeedQuery query)
    {
        CheckReadLimit(query.MaxRecordsPerPartition);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Cursors.Count, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Cursors.Count, StreamName.Partitions, nameof(query));
        var seen = 0UL;
        foreach (var cursor in query.Cursors)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cursor.Partition, nameof(query));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                cursor.Partition, StreamName.Partitions, nameof(query));
            var bit = 1UL << cursor.Partition;
            if ((seen & bit) != 0)
            {
                throw new ArgumentException($"Partition {cursor.Partition} is asked for twice.", nameof(query));
            }

            seen |= bit;
        }
    }

    private static void Check(JournalEvent @event)
    {
        if (!IsPlain(@event.Type, MaxTypeLength))
        {
            throw new ArgumentException(
                $"An event type is 1 to {MaxTypeLength} printable ASCII characters.", nameof(@event));
        }

        if (string.IsNullOrEmpty(@event.Command.Value) || string.IsNullOrEmpty(@event.Correlation.Value))
        {
            throw new ArgumentException($"A {@event.Type} needs a command and a correlation.", nameof(@event));
        }

        if (@event.TraceParent is not null && !IsPlain(@event.TraceParent, MaxTraceParentLength))
        {
            throw new ArgumentException(
                $"A trace parent is 1 to {MaxTraceParentLength} printable ASCII characters.", nameof(@event));
        }

        if (@event.Time == default)
        {
            throw new ArgumentException($"A {@event.Type} needs the time it happened.", nameof(@event));
        }
    }

    // Whole seconds, so that every store keeps exactly what it was given.
    private static void CheckDeadlines(JournalAppend append)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            append.Deadlines.Count, JournalLimits.MaxDeadlinesPerAppend, nameof(append));
        if (append.Deadlines.Any(due => due == default || due.Ticks % TimeSpan.TicksPerSecond != 0))
        {
            throw new ArgumentException("A deadline is a time in whole seconds.", nameof(append));
        }
    }

    private static bool IsPlain(string? text, int maxLength) =>
        !string.IsNullOrEmpty(text) && text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
