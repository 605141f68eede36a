using System.Data;
using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>
/// One of the connections that commit batches: writes a batch with one statement and one commit, and answers all of
/// it. It connects when it is first used and again after it broke.
/// </summary>
internal sealed partial class BatchCommit(
    PostgresStore store,
    StoreCircuit circuit,
    AppendGate gate,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(3);

    private WriterConnection? _connection;
    private AppendStatement? _statement;

    /// <summary>What is to be committed next, one record per stream. Its owner fills and clears it.</summary>
    public List<PendingAppend> Batch { get; } = [];

    /// <summary>Commits the batch and answers every append of it. It never fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            await CommitAsync();
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            // The outermost place: a defect here must not leave callers waiting for ever.
            LogUnexpected(logger, Batch.Count, unexpected);
            await DropConnectionAsync();
            Answer(AppendOutcome.Unknown);
        }
    }

    public async ValueTask DisposeAsync() => await DropConnectionAsync();

    private async Task CommitAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (circuit.IsAway || !await TryConnectAsync())
            {
                Answer(AppendOutcome.NotWritten);
                return;
            }

            try
            {
                Answer(await _statement!.ExecuteAsync(Batch, CancellationToken.None));
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
                LogUnknown(logger, Batch.Count, broken);
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
            _connection = await store.OpenWriterAsync(CancellationToken.None);
            _statement = await AppendStatement.PrepareAsync(_connection.Connection, store.Ends, CancellationToken.None);
            return true;
        }
        catch (Exception away) when (StoreErrors.IsOperating(away) || away is SchemaRefusedException)
        {
            await DropConnectionAsync();
            circuit.ReportAway(away);
            return false;
        }
    }

    // Bounded, because an outcome that comes late is worse than one that is not yet final.
    private async Task ReconnectAsync()
    {
        var lost = _connection!.Backend;
        await DropConnectionAsync();
        using var patience = new CancellationTokenSource(ResolveTimeout, time);
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
            circuit.ReportAway(away);
        }
    }

    private async Task DropConnectionAsync()
    {
        var (statement, connection) = (_statement, _connection);
        (_statement, _connection) = (null, null);
        store.Ends.Forget();
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
        foreach (var append in Batch)
        {
            append.GiveBack();
            var committed = written is null || written.Contains(append.Stream);
            append.Answer(committed ? AppendOutcome.Committed : AppendOutcome.Conflict);
        }
    }

    private void Answer(AppendOutcome outcome)
    {
        Leave();
        foreach (var append in Batch)
        {
            append.Answer(outcome);
        }
    }

    private void Leave()
    {
        var bytes = 0L;
        foreach (var append in Batch)
        {
            bytes += append.Payload.Length;
        }

        gate.Leave(Batch.Count, bytes);
    }

    [LoggerMessage(1020, LogLevel.Error, "A batch of {Count} appends was refused by the server and rolled back")]
    private static partial void LogRefused(ILogger logger, int count, Exception cause);

    [LoggerMessage(1021, LogLevel.Error, "The commit of a batch of {Count} appends has an unknown outcome")]
    private static partial void LogUnknown(ILogger logger, int count, Exception cause);

    [LoggerMessage(1022, LogLevel.Critical, "A batch of {Count} appends failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, int count, Exception cause);
}
