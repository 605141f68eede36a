namespace OrderGrid.Journal;

/// <summary>
/// A journal in memory, for simulations, unit tests and trying things out: nothing survives the process. It starts
/// no threads and reads no clock but its <see cref="TimeProvider"/>, so equal calls give equal answers.
/// </summary>
public sealed partial class VolatileJournal : IJournal, IJournalLoad
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly IVolatileSchedule? _schedule;
    private readonly Dictionary<StreamName, List<StoredRecord>> _streams = [];
    private readonly List<StoredRecord>[] _partitions = new List<StoredRecord>[StreamName.Partitions];
    private readonly Dictionary<StreamName, StreamSnapshot> _snapshots = [];
    private readonly SortedDictionary<ulong, DateTimeOffset> _open = [];
    private ulong _lastTransaction;

    /// <summary>Makes an empty journal; without a schedule every member completes synchronously.</summary>
    public VolatileJournal(TimeProvider time, IVolatileSchedule? schedule = null)
    {
        _time = time;
        _schedule = schedule;
        for (var i = 0; i < _partitions.Length; i++)
        {
            _partitions[i] = [];
        }
    }

    /// <summary>
    /// A planted fault for tests of the tests: the feed shows whatever is committed, also in front of transactions
    /// that are still open, as a feed by bare position would.
    /// </summary>
    internal bool ShowsRecordsBehindOpenTransactions { get; init; }

    /// <summary>Always 0: appends do not wait for one another.</summary>
    public double Load => 0;

    /// <summary>Every stream there is, in no order.</summary>
    public IReadOnlyList<StreamName> Streams
    {
        get
        {
            lock (_lock)
            {
                return [.. _streams.Keys];
            }
        }
    }

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        JournalArguments.Check(append);
        var payload = RecordCodec.Encode(append.Events);
        var transaction = Begin();
        var wait = _schedule?.BeforeCommitAsync(append) ?? Task.CompletedTask;
        return wait.IsCompletedSuccessfully
            ? Task.FromResult(Commit(append, payload, transaction))
            : CommitAfterAsync(wait, append, payload, transaction);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation)
    {
        JournalArguments.Check(stream);
        JournalArguments.CheckReadLimit(maxRecords);
        lock (_lock)
        {
            IReadOnlyList<JournalRecord> records = _streams.TryGetValue(stream, out var stored)
                ? [.. stored.SkipWhile(record => record.First <= after).Take(maxRecords).Select(Open)]
                : [];
            return Task.FromResult(records);
        }
    }

    /// <inheritdoc/>
    public Task<JournalHeads> ReadHeadsAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellation)
    {
        JournalArguments.Check(streams);
        lock (_lock)
        {
            var horizon = new FeedPosition(_open.Count == 0 ? _lastTransaction + 1 : _open.First().Key, 0);
            var last = streams.Distinct()
                .Select(stream => _streams.GetValueOrDefault(stream))
                .OfType<List<StoredRecord>>();
            return Task.FromResult(new JournalHeads(horizon, [.. last.Select(records => Open(records[^1]))]));
        }
    }

    /// <inheritdoc/>
    public Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation)
    {
        JournalArguments.Check(stream);
        lock (_lock)
        {
            return Task.FromResult(_snapshots.GetValueOrDefault(stream));
        }
    }

    /// <inheritdoc/>
    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation)
    {
        JournalArguments.Check(snapshot);
        lock (_lock)
        {
            if (!_snapshots.TryGetValue(snapshot.Stream, out var kept) || kept.Version <= snapshot.Version)
            {
                _snapshots[snapshot.Stream] = snapshot with { State = snapshot.State.ToArray() };
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation)
    {
        JournalArguments.Check(query);
        lock (_lock)
        {
            var pages = new List<PartitionPage>();
            foreach (var cursor in query.Cursors)
            {
                var records = ReadPartition(cursor, query);
                if (records.Count > 0)
                {
                    pages.Add(new PartitionPage(cursor.Partition, cursor.After, records[^1].Position, records));
                }
            }

            return Task.FromResult<IReadOnlyList<PartitionPage>>(pages);
        }
    }

    /// <inheritdoc/>
    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation)
    {
        lock (_lock)
        {
            foreach (var (transaction, since) in _open)
            {
                var age = _time.GetUtcNow() - since;
                var holdback = new FeedHoldback(0, age, string.Empty, $"transaction {transaction} waits to commit");
                return Task.FromResult(age >= atLeast ? holdback : null);
            }
        }

        return Task.FromResult<FeedHoldback?>(null);
    }

    private static JournalRecord Open(StoredRecord stored) => new(
        stored.Stream, stored.First, RecordCodec.Decode(stored.Payload), stored.Position, stored.RecordedAt);

    private async Task<AppendOutcome> CommitAfterAsync(
        Task wait, JournalAppend append, byte[] payload, ulong transaction)
    {
        try
        {
            await wait;
        }
        catch
        {
            lock (_lock)
            {
                _open.Remove(transaction);
            }

            throw;
        }

        return Commit(append, payload, transaction);
    }

    private ulong Begin()
    {
        lock (_lock)
        {
            _open.Add(++_lastTransaction, _time.GetUtcNow());
            return _lastTransaction;
        }
    }

    private AppendOutcome Commit(JournalAppend append, byte[] payload, ulong transaction)
    {
        lock (_lock)
        {
            _open.Remove(transaction);
            if (!_streams.TryGetValue(append.Stream, out var stream))
            {
                stream = [];
            }

            var end = stream.Count == 0 ? StreamVersion.None : stream[^1].Last;
            if (end != append.Expected)
            {
                return AppendOutcome.Conflict;
            }

            var position = new FeedPosition(transaction, checked((long)transaction));
            var record = new StoredRecord(
                append.Stream, end.Plus(1), append.Events.Count, position, _time.GetUtcNow(), payload);
            stream.Add(record);
            _streams[append.Stream] = stream;
            Publish(_partitions[append.Stream.Partition], record);
            _deadlines.UnionWith(append.Deadlines.Select(due => new JournalDeadline(due, append.Stream)));
            return AppendOutcome.Committed;
        }
    }

    private static void Publish(List<StoredRecord> partition, StoredRecord record)
    {
        var at = partition.Count;
        while (at > 0 && partition[at - 1].Position > record.Position)
        {
            at--;
        }

        partition.Insert(at, record);
    }

    private List<JournalRecord> ReadPartition(PartitionCursor cursor, FeedQuery query)
    {
        var horizon = _open.Count == 0 || ShowsRecordsBehindOpenTransactions ? ulong.MaxValue : _open.First().Key;
        var partition = _partitions[cursor.Partition];
        var records = new List<JournalRecord>();
        for (var i = FirstAfter(partition, cursor.After); i < partition.Count; i++)
        {
            var record = partition[i];
            if (record.Position.Transaction >= horizon || records.Count == query.MaxRecordsPerPartition)
            {
                break;
            }

            if (query.Categories?.Contains(record.Stream.Category) ?? true)
            {
                records.Add(Open(record));
            }
        }

        return query.LatestOnly
            ? [.. records.GroupBy(record => record.Stream, (_, all) => all.Last())
                .OrderBy(record => record.Position)]
            : records;
    }

    private static int FirstAfter(List<StoredRecord> partition, FeedPosition after)
    {
        var low = 0;
        var high = partition.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (partition[middle].Position <= after)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed record StoredRecord(
        StreamName Stream,
        StreamVersion First,
        int Count,
        FeedPosition Position,
        DateTimeOffset RecordedAt,
        byte[] Payload)
    {
        public StreamVersion Last => First.Plus(Count - 1);
    }
}
