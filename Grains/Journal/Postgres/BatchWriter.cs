using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>
/// Group commit: whoever is free to commit takes everything that waits and commits it together. While one batch
/// commits the next one gathers, so batches grow with the load. Two commit at a time only when so much waits that a
/// second server process, on a core of its own, wins more than a commit more costs.
/// </summary>
internal sealed class BatchWriter : IAsyncDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly AppendGate _gate;
    private readonly BatchCommit[] _commits;
    private readonly Lock _lock = new();
    private readonly Stack<BatchCommit> _free;
    private readonly List<PendingAppend> _waiting = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A batch holds one record per stream: a statement does not see its own rows, nor those of another that did not
    // commit, so a second record of the stream could not be told from one that leaves a gap.
    private readonly HashSet<StreamName> _committing = [];
    private bool _ending;

    public BatchWriter(
        PostgresStore store,
        StoreCircuit circuit,
        PostgresJournalOptions options,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _gate = new AppendGate(options, time);
        _commits = [.. Enumerable.Range(0, options.Writers).Select(_ =>
            new BatchCommit(store, circuit, _gate, time, logger))];
        _free = new(_commits.Reverse());
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
        lock (_lock)
        {
            _ending = true;
            EndWhenIdle();
        }

        await _ended.Task;
        foreach (var commit in _commits)
        {
            await commit.DisposeAsync();
        }
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
        BatchCommit? started = null;
        bool isLate;
        lock (_lock)
        {
            isLate = _ending;
            if (!isLate)
            {
                _waiting.Add(append);
                started = TryStart();
            }
        }

        if (isLate)
        {
            _gate.Leave(1, append.Payload.Length);
            append.Answer(AppendOutcome.NotWritten);
        }
        else if (started is not null)
        {
            // The caller may be a grain's turn, whose scheduler and context must not run commits.
            ThreadPool.UnsafeQueueUserWorkItem(commit => _ = RunAsync(commit), started, preferLocal: false);
        }
    }

    private BatchCommit? TryStart()
    {
        var isWorthIt = _free.Count == _commits.Length || _waiting.Count >= _options.MinSplitRecords;
        return isWorthIt && _free.TryPop(out var commit) ? commit : null;
    }

    private async Task RunAsync(BatchCommit commit)
    {
        while (TryGather(commit))
        {
            commit.Batch.Sort(PendingAppend.CompareByStream);
            await commit.RunAsync();
        }
    }

    // Gives the place back when there is nothing to commit, or too little beside another that commits and will take
    // it. Whoever finishes last finds nobody else at work, so nothing is left waiting.
    private bool TryGather(BatchCommit commit)
    {
        lock (_lock)
        {
            foreach (var committed in commit.Batch)
            {
                _committing.Remove(committed.Stream);
            }

            commit.Batch.Clear();
            if (_free.Count == _commits.Length - 1 || _waiting.Count >= _options.MinSplitRecords)
            {
                Gather(commit.Batch);
            }

            if (commit.Batch.Count > 0)
            {
                return true;
            }

            _free.Push(commit);
            EndWhenIdle();
            return false;
        }
    }

    private void Gather(List<PendingAppend> batch)
    {
        var (bytes, kept, next) = (0L, 0, 0);
        for (; next < _waiting.Count
            && batch.Count < _options.MaxBatchRecords
            && kept < _options.MaxBatchRecords
            && bytes < _options.MaxBatchBytes; next++)
        {
            var append = _waiting[next];
            if (!_committing.Add(append.Stream))
            {
                _waiting[kept++] = append;
            }
            else if (append.TryLeaveQueue())
            {
                batch.Add(append);
                bytes += append.Payload.Length;
            }
            else
            {
                _committing.Remove(append.Stream);
                _gate.Leave(1, append.Payload.Length);
            }
        }

        _waiting.RemoveRange(kept, next - kept);
    }

    private void EndWhenIdle()
    {
        if (_ending && _waiting.Count == 0 && _free.Count == _commits.Length)
        {
            _ended.TrySetResult();
        }
    }
}
