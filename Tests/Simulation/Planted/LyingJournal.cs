using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>A journal whose yes cannot be trusted.</summary>
internal sealed class LyingJournal(IJournal inner, PlantedBug bug) : PassingJournal(inner)
{
    public override async Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        var appending = Inner.AppendAsync(append, cancellation);
        if (bug == PlantedBug.AcknowledgeBeforeCommit)
        {
            return AppendOutcome.Committed;
        }

        return (bug, await appending) switch
        {
            (PlantedBug.UnknownTakenForYes, AppendOutcome.Unknown) => AppendOutcome.Committed,
            (PlantedBug.ConflictTakenForYes, AppendOutcome.Conflict) => AppendOutcome.Committed,
            (_, var outcome) => outcome,
        };
    }
}

/// <summary>A journal that forgets when what it writes is due.</summary>
internal sealed class UnannouncingJournal(IJournal inner) : PassingJournal(inner)
{
    public override Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation) =>
        Inner.AppendAsync(append with { Deadlines = [] }, cancellation);
}

/// <summary>A journal that appends to whatever end the stream has.</summary>
internal sealed class UnfencedJournal(IJournal inner) : PassingJournal(inner)
{
    public override async Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        var end = StreamVersion.None;
        IReadOnlyList<JournalRecord> records;
        do
        {
            records = await Inner.ReadStreamAsync(append.Stream, end, 1_000, cancellation);
            end = records.Count > 0 ? records[^1].Last : end;
        }
        while (records.Count > 0);
        return await Inner.AppendAsync(append with { Expected = end }, cancellation);
    }
}
