using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>
/// The journal in PostgreSQL 15 or later. Appends of all streams share commits; the server's unique key is the fence.
/// It prepares the schema by itself, answers fast while the server is away and goes on when it is back.
/// Disposing it commits what is queued.
/// </summary>
public sealed class PostgresJournal : IJournal, IJournalLoad, IAsyncDisposable
{
    private static readonly Task<AppendOutcome> NotWritten = Task.FromResult(AppendOutcome.NotWritten);

    private readonly PostgresStore _store;
    private readonly StoreCircuit _circuit;
    private readonly BatchWriter _writer;
    private readonly StreamReads _streams;
    private readonly HeadReads _heads;
    private readonly FeedReads _feed;
    private readonly HoldbackReads _holdbacks;
    private readonly DeadlineRows _deadlines;
    private int _disposed;

    /// <summary>Makes a journal; it connects when it is first used or started.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public PostgresJournal(PostgresJournalOptions options, TimeProvider time, ILogger<PostgresJournal> logger)
    {
        if (options.FindErrors() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        _store = new PostgresStore(options, logger);
        _circuit = new StoreCircuit(_store.TryAsync, options.RetryPause, time, logger);
        _writer = new BatchWriter(_store, _circuit, options, time, logger);
        _streams = new StreamReads(_store.Reads, options);
        _heads = new HeadReads(_store.Reads);
        _feed = new FeedReads(_store.Reads, options);
        _holdbacks = new HoldbackReads(_store.Reads, time);
        _deadlines = new DeadlineRows(_store.Reads);
    }

    /// <summary>True while the server is known to be away: what a readiness probe asks.</summary>
    public bool IsAway => _circuit.IsAway;

    /// <inheritdoc/>
    public double Load => _writer.Load;

    /// <summary>Completes when a server that was found away is back.</summary>
    internal Task WhenBack => _circuit.WhenBack;

    /// <summary>Prepares the schema.</summary>
    /// <exception cref="SchemaRefusedException">This release cannot work with the database.</exception>
    /// <exception cref="JournalUnavailableException">The store is away; it is prepared when it comes.</exception>
    public Task PrepareAsync(CancellationToken cancellation) => CallAsync(async () =>
    {
        await _store.PrepareAsync(cancellation);
        return true;
    });

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        JournalArguments.Check(append);
        if (_circuit.IsAway || cancellation.IsCancellationRequested)
        {
            return NotWritten;
        }

        var pending = new PendingAppend(append, RecordCodec.EncodeRented(append.Events));
        return _writer.AppendAsync(pending, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation)
    {
        JournalArguments.Check(stream);
        JournalArguments.CheckReadLimit(maxRecords);
        return CallAsync(() => _streams.ReadAsync(stream, after, maxRecords, cancellation));
    }

    /// <inheritdoc/>
    public Task<JournalHeads> ReadHeadsAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellation)
    {
        JournalArguments.Check(streams);
        return CallAsync(() => _heads.ReadAsync(streams, cancellation));
    }

    /// <inheritdoc/>
    public Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation)
    {
        JournalArguments.Check(stream);
        return CallAsync(() => _streams.ReadSnapshotAsync(stream, cancellation));
    }

    /// <inheritdoc/>
    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation)
    {
        JournalArguments.Check(snapshot);
        return CallAsync(async () =>
        {
            await _streams.KeepSnapshotAsync(snapshot, cancellation);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation)
    {
        JournalArguments.Check(query);
        return CallAsync(() => _feed.ReadAsync(query, cancellation));
    }

    /// <inheritdoc/>
    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation) =>
        CallAsync(() => _holdbacks.FindAsync(atLeast, cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation)
    {
        JournalArguments.CheckDeadlines(max);
        return CallAsync(() => _deadlines.ReadAsync(after ?? default, through, max, cancellation));
    }

    /// <inheritdoc/>
    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation)
    {
        JournalArguments.CheckDeadlines(done.Count);
        return CallAsync(() => _deadlines.DeleteAsync(done, cancellation));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _writer.DisposeAsync();
        await _circuit.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (_circuit.IsAway)
        {
            throw new JournalUnavailableException("The journal's server is away. Try again later.");
        }

        try
        {
            return await call();
        }
        catch (Exception error) when (StoreErrors.IsOperating(error))
        {
            if (StoreErrors.IsAway(error))
            {
                _circuit.ReportAway(error);
            }

            throw StoreErrors.Translate(error);
        }
    }
}
