using System.Data;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>
/// Group commit: one loop takes everything that waits, writes it with one statement and one commit, and answers all
/// of it. While one batch commits the next one gathers, so batches grow with the load.
/// </summary>
internal sealed partial class BatchWriter : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(3);

    private readonly PostgresStore _store;
    private readonly StoreCircuit _circuit;
    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppendGate _gate;
    private readonly Task _loop;
    private readonly HashSet<StreamName> _streams = [];
    private readonly List<PendingAppend> _batch = [];
    private readonly List<PendingAppend> _deferred = [];
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(
        new UnboundedChannelOptions { SingleReader = true });

    private WriterConnection? _connection;
    private AppendStatement? _statement;

    public BatchWriter(
        PostgresStore store,
        StoreCircuit circuit,
        PostgresJournalOptions options,
        TimeProvider time,
        ILogger logger)
    {
        _store = store;
        _circuit = circuit;
        _options = options;
        _time = time;
        _logger = logger;
        _gate = new AppendGate(options, time);
        // The creator may be a grain's turn, whose scheduler must not run this loop.
        _loop = Task.Run(RunAsync);
    }

    public Task<AppendOutcome> AppendAsync(PendingAppend append, CancellationToken cancellation)
    {
        if (!_gate.TryEnter(append.Payload.Length))
        {
            return EnterLaterAsync(append, cancellation);
        }

        Enqueue(append);
        return cancellation.CanBeCanceled ? append.WaitAsync(cancellation) : append.Outcome;
    }

    /// <summary>Share of the room for pending appends that is taken.</summary>
    public double Load => _gate.Load;

    /// <summary>Commits what is queued, then stops. What comes later is not written.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await DropConnectionAsync();
    }

    private async Task<AppendOutcome> EnterLaterAsync(PendingAppend append, CancellationToken cancellation)
    {
        if (!await _gate.EnterAsync(append.Payload.Length, cancellation))
        {
            return AppendOutcome.NotWritten;
        }

        Enqueue(append);
        return await append.WaitAsync(cancellation);
    }

    private void Enqueue(PendingAppend append)
    {
        if (!_queue.Writer.TryWrite(append))
        {
            _gate.Leave(1, append.Payload.Length);
            append.Answer(AppendOutcome.NotWritten);
        }
    }

    private async Task RunAsync()
    {
        while (_deferred.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            Gather();
            if (_batch.Count == 0)
            {
                continue;
            }

            try
            {
                await CommitAsync();
            }
            catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
            {
                // The outermost loop: a defect here must not leave callers waiting for ever.
                LogUnexpected(_logger, _batch.Count, unexpected);
                await DropConnectionAsync();
                Answer(AppendOutcome.Unknown);
            }
        }
    }

    // A batch holds one record per stream: a statement does not see its own rows, so a second record of the stream
    // could not be told from one that leaves a gap. It goes first in the next batch.
    private void Gather()
    {
        _batch.Clear();
        _streams.Clear();
        var bytes = 0L;
        var waiting = _deferred.Count;
        for (var i = 0; i < waiting; i++)
        {
            Take(_deferred[i], ref bytes);
        }

        _deferred.RemoveRange(0, waiting);
        while (_batch.Count < _options.MaxBatchRecords
            && _deferred.Count < _options.MaxBatchRecords
            && bytes < _options.MaxBatchBytes
            && _queue.Reader.TryRead(out var append))
        {
            Take(append, ref bytes);
        }

        _batch.Sort(PendingAppend.CompareByStream);
    }

    private void Take(PendingAppend append, ref long bytes)
    {
        if (_batch.Count >= _options.MaxBatchRecords || bytes >= _options.MaxBatchBytes || !_streams.Add(append.Stream))
        {
            _deferred.Add(append);
        }
        else if (append.TryLeaveQueue())
        {
            _batch.Add(append);
            bytes += append.Payload.Length;
        }
        else
        {
            _streams.Remove(append.Stream);
            _gate.Leave(1, append.Payload.Length);
        }
    }

    private async Task CommitAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (_circuit.IsAway || !await TryConnectAsync())
            {
                Answer(AppendOutcome.NotWritten);
                return;
            }

            try
            {
                Answer(await _statement!.ExecuteAsync(_batch, CancellationToken.None));
                return;
            }
            catch (Exception failed) when (StoreErrors.IsRolledBack(failed))
            {
                if (attempt < Attempts && StoreErrors.IsWorthRepeating(failed))
                {
                    continue;
                }

                LogRefusal(failed);
                Answer(AppendOutcome.NotWritten);
                return;
            }
            catch (Exception broken) when (StoreErrors.IsOperating(broken))
            {
                LogUnknown(_logger, _batch.Count, broken);
                await ReconnectAsync();
                Answer(AppendOutcome.Unknown);
                return;
            }
        }
    }

    private async Task<bool> TryConnectAsync()
    {
        if (_statement is not null && _connection!.Connection.FullState == ConnectionState.Open)
        {
            return true;
        }

        try
        {
            // Some errors that only roll back, such as a full disk, make the driver close the connection all the same.
            await DropConnectionAsync();
            _connection = await _store.OpenWriterAsync(CancellationToken.None);
            _statement = await AppendStatement.PrepareAsync(_connection.Connection, CancellationToken.None);
            return true;
        }
        catch (Exception away) when (StoreErrors.IsOperating(away) || away is SchemaRefusedException)
        {
            await DropConnectionAsync();
            _circuit.ReportAway(away);
            return false;
        }
    }

    // Bounded, because an outcome that comes late is worse than one that is not yet final.
    private async Task ReconnectAsync()
    {
        var lost = _connection!.Backend;
        await DropConnectionAsync();
        using var patience = new CancellationTokenSource(ResolveTimeout, _time);
        try
        {
            if (await TryConnectAsync())
            {
                await _connection!.EndAsync(lost, patience.Token);
            }
        }
        catch (Exception away) when (StoreErrors.IsOperating(away) || away is OperationCanceledException)
        {
            await DropConnectionAsync();
            _circuit.ReportAway(away);
        }
    }

    private async Task DropConnectionAsync()
    {
        var (statement, connection) = (_statement, _connection);
        (_statement, _connection) = (null, null);
        if (statement is not null)
        {
            await statement.DisposeAsync();
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private void Answer(HashSet<StreamName>? written)
    {
        Leave();
        foreach (var append in _batch)
        {
            append.GiveBack();
            var committed = written is null || written.Contains(append.Stream);
            append.Answer(committed ? AppendOutcome.Committed : AppendOutcome.Conflict);
        }
    }

    private void Answer(AppendOutcome outcome)
    {
        Leave();
        foreach (var append in _batch)
        {
            append.Answer(outcome);
        }
    }

    private void Leave()
    {
        var bytes = 0L;
        foreach (var append in _batch)
        {
            bytes += append.Payload.Length;
        }

        _gate.Leave(_batch.Count, bytes);
    }

    [LoggerMessage(1020, LogLevel.Error, "A batch of {Count} appends was refused by the server and rolled back")]
    private static partial void LogRefused(ILogger logger, int count, Exception cause);

    [LoggerMessage(1021, LogLevel.Error, "The commit of a batch of {Count} appends has an unknown outcome")]
    private static partial void LogUnknown(ILogger logger, int count, Exception cause);

    [LoggerMessage(1022, LogLevel.Critical, "A batch of {Count} appends failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, int count, Exception cause);
}
