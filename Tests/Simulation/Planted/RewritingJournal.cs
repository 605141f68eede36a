using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>A journal in which positions read something else than was written, or write something else.</summary>
internal sealed class RewritingJournal(IJournal inner, PlantedBug bug) : PassingJournal(inner)
{
    private const int Imagined = 10;
    private static readonly TimeSpan TooEarly = TimeSpan.FromMinutes(16);

    public override Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation) =>
        Inner.AppendAsync(
            bug == PlantedBug.CommittedAfterExpiry && append.Stream.Category == StreamCategory.Position
                ? append with { Events = [.. append.Events.Select(Rewrite)] }
                : append,
            cancellation);

    public override async Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation)
    {
        var records = await Inner.ReadStreamAsync(stream, after, maxRecords, cancellation);
        return stream.Category == StreamCategory.Position && bug != PlantedBug.CommittedAfterExpiry
            ? [.. records.Select(record => record with { Events = [.. record.Events.Select(Rewrite)] })]
            : records;
    }

    // A snapshot remembers.
    public override Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation) =>
        stream.Category == StreamCategory.Position
            ? Task.FromResult<StreamSnapshot?>(null)
            : Inner.ReadSnapshotAsync(stream, cancellation);

    private JournalEvent Rewrite(JournalEvent happening) => PositionEvents.Format.Read(happening) switch
    {
        StockAllotted allotted when bug == PlantedBug.AllotmentForgotten =>
            Write(happening, allotted with { Reserved = Quantity.Zero, Overflow = true }),
        StockHeld { Order: not null } held when bug == PlantedBug.CommittedAfterExpiry =>
            Write(happening, held with { ExpiresAt = held.ExpiresAt - TooEarly }),
        var read when bug == PlantedBug.GrantedBeyondStock => Write(happening, read with
        {
            After = read.After with { OnHand = read.After.OnHand + new Quantity(Imagined) },
        }),
        _ => happening,
    };

    private static JournalEvent Write(JournalEvent happening, PositionEvent rewritten) => happening with
    {
        Body = PositionEvents.Format.Write(
            rewritten, new(happening.Command, happening.Correlation, happening.TraceParent), happening.Time).Body,
    };
}
