using OrderGrid.Identity;

namespace OrderGrid.Journal;

/// <summary>
/// One aggregate's state as the journal knows it: loads it, and moves it forward only after a commit. After any
/// append that is not a clear yes it is <see cref="Lost"/>, and its owner must forget it.
/// </summary>
public sealed class EventStream<TState, TEvent>(
    IJournal journal,
    StreamName name,
    EventFormat<TEvent> format,
    TState initial,
    Func<TState, TEvent, TState> evolve)
    where TState : class
    where TEvent : class
{
    private const int RecordsPerRead = 1_000;

    private StreamVersion _lastRecord;
    private TState? _state;
    private WrittenEvents<TEvent>? _written;

    /// <summary>The state after the last committed event.</summary>
    public TState State => _state ??= Recall();

    /// <summary>
    /// True to keep what was written, so that <see cref="Rest"/> can let go of the state: for streams of a few events.
    /// </summary>
    public bool MayRest { get; init; }

    /// <summary>The version of <see cref="State"/>.</summary>
    public StreamVersion Version { get; private set; }

    /// <summary>True once an append was not a clear yes: the state must not be used again.</summary>
    public bool Lost { get; private set; }

    /// <summary>The stream.</summary>
    public StreamName Name => name;

    /// <summary>Folds a snapshot and everything after it.</summary>
    /// <exception cref="JournalUnavailableException">The journal is away.</exception>
    public async Task LoadAsync(SnapshotFormat<TState>? snapshots, CancellationToken cancellation)
    {
        var records = await BeginAsync(snapshots, cancellation);
        Fold(records);
        if (records.Count == RecordsPerRead)
        {
            await CatchUpAsync(cancellation);
        }
    }

    /// <summary>Folds what others have appended since. Not to be called while an append is under way.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The journal is away; the state is as before or further.
    /// </exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        IReadOnlyList<JournalRecord> records;
        do
        {
            records = await ReadAfterAsync(Version, cancellation);
            Fold(records);
        }
        while (records.Count == RecordsPerRead);
    }

    /// <summary>Appends the events of one command.</summary>
    public Task<AppendOutcome> AppendAsync(
        IReadOnlyList<TEvent> events, CommandContext context, DateTimeOffset now, CancellationToken cancellation) =>
        AppendAsync(events, context, now, [], cancellation);

    /// <summary>Appends the events of one command, and the deadlines they set, in one commit.</summary>
    public Task<AppendOutcome> AppendAsync(
        IReadOnlyList<TEvent> events,
        CommandContext context,
        DateTimeOffset now,
        IReadOnlyList<DateTimeOffset> deadlines,
        CancellationToken cancellation)
    {
        var journalled = new JournalEvent[events.Count];
        for (var index = 0; index < journalled.Length; index++)
        {
            journalled[index] = format.Write(events[index], context, now);
        }

        return AppendAsync(journalled, events.Aggregate(State, evolve), deadlines, cancellation);
    }

    /// <summary>Appends events already written, which lead to <paramref name="after"/>.</summary>
    public Task<AppendOutcome> AppendAsync(
        IReadOnlyList<JournalEvent> events, TState after, CancellationToken cancellation) =>
        AppendAsync(events, after, [], cancellation);

    /// <summary>Appends events already written, and the deadlines they set, in one commit.</summary>
    public async Task<AppendOutcome> AppendAsync(
        IReadOnlyList<JournalEvent> events,
        TState after,
        IReadOnlyList<DateTimeOffset> deadlines,
        CancellationToken cancellation)
    {
        var outcome = await SendAsync(events, deadlines, cancellation);
        Settle(outcome, events, after);
        return outcome;
    }

    /// <summary>
    /// The first half of an append, for whoever cannot afford an asynchronous method more: the outcome must be given
    /// to <see cref="Settle"/> before anything else is asked.
    /// </summary>
    public Task<AppendOutcome> SendAsync(
        IReadOnlyList<JournalEvent> events, IReadOnlyList<DateTimeOffset> deadlines, CancellationToken cancellation) =>
        Lost
            ? Task.FromResult(AppendOutcome.NotWritten)
            : journal.AppendAsync(new JournalAppend(name, Version, events) { Deadlines = deadlines }, cancellation);

    /// <summary>The second half: moves to <paramref name="after"/> if the events were committed.</summary>
    public void Settle(AppendOutcome outcome, IReadOnlyList<JournalEvent> events, TState after)
    {
        if (Lost)
        {
            return;
        }

        if (outcome == AppendOutcome.Committed)
        {
            _state = after;
            _lastRecord = Version.Plus(1);
            Keep(events, Version);
            Version = Version.Plus(events.Count);
        }
        else
        {
            Lost = true;
        }
    }

    /// <summary>Takes an equal state whose derived bounds are tighter. It must fold from the same events.</summary>
    public void Refine(TState equal) => _state = equal;

    /// <summary>
    /// Lets go of the state until it is asked for again: the bodies it is folded from are a few objects, the state is
    /// dozens, and at thousands of new streams a second the garbage collector pays for each that stays.
    /// </summary>
    public void Rest()
    {
        if (_written is not null)
        {
            _state = null;
        }
    }

    /// <summary>Guards a read: a lost state is never served.</summary>
    /// <exception cref="JournalUnavailableException">The state was lost; the next activation will have it.</exception>
    public TState Trusted => Lost
        ? throw new JournalUnavailableException($"{name} is being read anew after an append that failed; try again.")
        : State;

    // A snapshot counts only when the record it claims to stand behind is there: one that is ahead of the stream,
    // or of another history, would make every append a conflict.
    private async Task<IReadOnlyList<JournalRecord>> BeginAsync(
        SnapshotFormat<TState>? snapshots, CancellationToken cancellation)
    {
        if (snapshots is not null
            && await journal.ReadSnapshotAsync(name, cancellation) is { } snapshot
            && snapshots.Read(snapshot) is var (state, lastRecord)
            && lastRecord > StreamVersion.None)
        {
            var records = await ReadAfterAsync(new(lastRecord.Value - 1), cancellation);
            if (records.Count > 0 && records[0].First == lastRecord && records[0].Last == snapshot.Version)
            {
                (_state, Version, _lastRecord) = (state, snapshot.Version, lastRecord);
                return records.Count < RecordsPerRead
                    ? [.. records.Skip(1)]
                    : await ReadAfterAsync(Version, cancellation);
            }
        }

        return await ReadAfterAsync(Version, cancellation);
    }

    private Task<IReadOnlyList<JournalRecord>> ReadAfterAsync(StreamVersion after, CancellationToken cancellation) =>
        journal.ReadStreamAsync(name, after, RecordsPerRead, cancellation);

    private void Fold(IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            _state = record.Events.Aggregate(State, (state, next) => evolve(state, format.Read(next)));
            Keep(record.Events, Version);
            (Version, _lastRecord) = (record.Last, record.First);
        }
    }

    private void Keep(IReadOnlyList<JournalEvent> events, StreamVersion before)
    {
        if (MayRest && before.Value == (_written?.Count ?? 0))
        {
            (_written ??= new(format)).Add(events);
        }
    }

    private TState Recall() => _written is null ? initial : _written.Fold(initial, evolve);

    /// <summary>Keeps the present state as a snapshot.</summary>
    /// <exception cref="JournalUnavailableException">The journal is away; nothing is lost.</exception>
    public Task KeepSnapshotAsync(SnapshotFormat<TState> snapshots, CancellationToken cancellation) =>
        journal.WriteSnapshotAsync(snapshots.Write(name, Version, _lastRecord, State), cancellation);
}
