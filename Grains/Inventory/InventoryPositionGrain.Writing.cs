using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <content>What was decided becomes true.</content>
public sealed partial class InventoryPositionGrain
{
    private Task<AppendOutcome> Write(PositionBatch batch)
    {
        if (_stream.Lost)
        {
            return Task.FromResult(AppendOutcome.NotWritten);
        }

        return batch.Events.Count == 0 ? Refine(batch) : Append(batch);
    }

    private async Task<AppendOutcome> Append(PositionBatch batch)
    {
        var deadlines = _announced.Unannounced(batch.Expiries);
        var outcome = await _stream.SendAsync(batch.Events, deadlines, CancellationToken.None);
        _stream.Settle(outcome, batch.Events, batch.State);
        _announced.Add(deadlines);
        if (outcome == AppendOutcome.Committed)
        {
            _provenAt = batch.DecidedAt;
            _stream.State.Holds.Settle();
        }
        else
        {
            LogLost(log, this.GetPrimaryKeyString(), outcome);
            DeactivateOnIdle();
        }

        return outcome;
    }

    private async Task<AppendOutcome> Refine(PositionBatch batch)
    {
        _stream.Refine(batch.State);
        return batch.NeedsProof && await FellBehind() ? AppendOutcome.NotWritten : AppendOutcome.Committed;
    }

    // A commit proves that a batch was decided on the newest state; a batch of refusals has no commit, so it asks.
    private async Task<bool> FellBehind()
    {
        var before = _stream.Version;
        var asked = clock.GetUtcNow();
        try
        {
            await _stream.CatchUpAsync(CancellationToken.None);
            _provenAt = asked;
            return _stream.Version > before;
        }
        catch (JournalUnavailableException exception)
        {
            LogNoProof(log, exception, this.GetPrimaryKeyString());
            return true;
        }
    }

    // Two activations may live side by side for a while, and this one may be the one that nobody writes through. Its
    // deadlines are deleted on what it answers, so it looks for holds that it does not know.
    private async Task Prove()
    {
        var oldest = clock.GetUtcNow() - PositionLimits.ProofLasts;
        if (_provenAt >= oldest)
        {
            return;
        }

        _proofAsked = true;
        await Sweep();
        if (_provenAt < oldest)
        {
            throw new JournalUnavailableException($"{_stream.Name} cannot prove what is due; try again.");
        }
    }
}
