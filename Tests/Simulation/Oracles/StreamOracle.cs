using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>I3, I4, I11: streams are 1..n, and a reader of the feed saw all of them, in order per subject.</summary>
internal static class StreamOracle
{
    public static IEnumerable<string> Judge(JournalScan scan, FeedReader feed)
    {
        foreach (var (stream, records) in scan.Streams)
        {
            var next = StreamVersion.None.Plus(1);
            foreach (var record in records)
            {
                if (record.First != next)
                {
                    yield return $"I3: {stream} has {record.First} where {next} belongs.";
                }

                next = record.Last.Plus(1);
            }

            foreach (var fault in JudgeFeed(stream, records, feed))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> JudgeFeed(
        StreamName stream, IReadOnlyList<JournalRecord> records, FeedReader feed)
    {
        if (!feed.Reads(stream))
        {
            yield break;
        }

        var seen = feed.Seen(stream);
        if (!seen.SequenceEqual(records.Select(record => record.First)))
        {
            yield return $"I11: the feed showed {string.Join(",", seen)} of {stream}, "
                + $"the journal has {string.Join(",", records.Select(record => record.First))}.";
        }
    }
}
