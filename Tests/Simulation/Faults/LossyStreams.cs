using OrderGrid.Embedded;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>
/// Streams that lose messages: what a pump reads now and then lacks its first records, and says so by where it
/// begins. A lane must see the gap. Lanes' own reads, of one partition, lose nothing.
/// </summary>
internal sealed class LossyStreams(IJournal inner, FaultDice faults, SeededDice dice, double rate, bool hidesGaps)
    : PassingJournal(inner)
{
    public override async Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(
        FeedQuery query, CancellationToken cancellation)
    {
        var pages = await Inner.ReadFeedAsync(query, cancellation);
        return query.Cursors.Count == 1 || query.LatestOnly || faults.Stopped ? pages : [.. pages.Select(Lose)];
    }

    private PartitionPage Lose(PartitionPage page)
    {
        if (!dice.Chance(rate))
        {
            return page;
        }

        var lost = 1 + dice.Next(page.Records.Count);
        return page with
        {
            After = hidesGaps ? page.After : page.Records[lost - 1].Position,
            Records = [.. page.Records.Skip(lost)],
        };
    }
}
