using System.Text;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>Values that a test needs but does not care about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 30, 0, 250, TimeSpan.Zero);

    public static StreamName Order(string number) => new(StreamCategory.Order, $"web/{number}");

    public static JournalEvent Event(string command) => new(
        "order.accepted.v1",
        Encoding.UTF8.GetBytes($$"""{"v":1,"order":"{{command}}"}"""),
        new CommandId(command),
        new CorrelationId($"correlation-{command}"),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Time);

    public static JournalAppend Append(StreamName stream, long expected, int events = 1, string command = "c") => new(
        stream,
        new StreamVersion(expected),
        [.. Enumerable.Range(0, events).Select(i => Event($"{command}-{expected + i + 1}"))]);

    public static JournalEvent EventOfSize(int bytes) => Event("large") with
    {
        Body = Encoding.UTF8.GetBytes($$"""{"x":"{{new string('x', bytes - 8)}}"}"""),
    };

    public static FeedQuery WholeFeed(int maxRecords = 10_000, params StreamCategory[] categories) => new(
        [.. Enumerable.Range(0, StreamName.Partitions).Select(p => new PartitionCursor(p, FeedPosition.Start))],
        maxRecords,
        categories.Length == 0 ? null : categories.ToHashSet());
}
