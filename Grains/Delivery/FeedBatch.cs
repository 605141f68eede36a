using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// A stretch of one feed partition, as a stream carries it. A reader that stands elsewhere than at
/// <paramref name="After"/> knows that it missed something and reads the journal.
/// </summary>
/// <param name="Partition">0 to 63.</param>
/// <param name="After">Where the stretch begins, exclusive.</param>
/// <param name="Through">Where it ends, inclusive.</param>
/// <param name="Events">The events in it that somebody asked for, in feed order.</param>
[GenerateSerializer, Immutable, Alias("FeedBatch")]
public sealed record FeedBatch(
    [property: Id(0)] int Partition,
    [property: Id(1)] FeedPlace After,
    [property: Id(2)] FeedPlace Through,
    [property: Id(3)] ImmutableArray<FeedEvent> Events)
{
    /// <summary>Namespace of the feed's streams; the partition's number is the key.</summary>
    public const string StreamNamespace = "feed";

    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "feed";

    /// <summary>Makes one of a page, leaving out what nobody wants.</summary>
    public static FeedBatch From(PartitionPage page, Func<string, bool> wants) => new(
        page.Partition,
        FeedPlace.Of(page.After),
        FeedPlace.Of(page.Through),
        [.. page.Records.SelectMany(record => FeedEvent.From(record, wants))]);
}

/// <summary>A feed position as a stream carries it.</summary>
[GenerateSerializer, Immutable, Alias("FeedPlace")]
public readonly record struct FeedPlace([property: Id(0)] ulong Transaction, [property: Id(1)] long Sequence)
{
    /// <summary>From the journal's form.</summary>
    public static FeedPlace Of(FeedPosition position) => new(position.Transaction, position.Sequence);

    /// <summary>To the journal's form.</summary>
    public FeedPosition Position => new(Transaction, Sequence);
}

/// <summary>One event on its way to lanes.</summary>
/// <param name="Stream">Its subject's stream.</param>
/// <param name="Sequence">Its place in the stream.</param>
/// <param name="Place">Its record's place in the feed.</param>
/// <param name="Type">Canonical type.</param>
/// <param name="Body">The event's JSON, UTF-8.</param>
/// <param name="Correlation">The outside request behind it.</param>
/// <param name="TraceParent">W3C trace context; null when there was none.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="RecordedAt">When it was journalled, UTC.</param>
[GenerateSerializer, Immutable, Alias("FeedEvent")]
public sealed record FeedEvent(
    [property: Id(0)] StreamName Stream,
    [property: Id(1)] StreamVersion Sequence,
    [property: Id(2)] FeedPlace Place,
    [property: Id(3)] string Type,
    [property: Id(4)] ImmutableArray<byte> Body,
    [property: Id(5)] Identity.CorrelationId Correlation,
    [property: Id(6)] string? TraceParent,
    [property: Id(7)] DateTimeOffset Time,
    [property: Id(8)] DateTimeOffset RecordedAt)
{
    /// <summary>
    /// <c>subject/sequence</c>, the sequence padded to ten digits: the same in every delivery, for ever.
    /// </summary>
    public string Id => $"{Stream.Key}/{Sequence.Value:D10}";

    /// <summary>The wanted events of a record.</summary>
    public static IEnumerable<FeedEvent> From(JournalRecord record, Func<string, bool> wants)
    {
        for (var index = 0; index < record.Events.Count; index++)
        {
            var happening = record.Events[index];
            if (wants(happening.Type))
            {
                yield return new(
                    record.Stream,
                    record.First.Plus(index),
                    FeedPlace.Of(record.Position),
                    happening.Type,
                    Bytes(happening.Body),
                    happening.Correlation,
                    happening.TraceParent,
                    happening.Time,
                    record.RecordedAt);
            }
        }
    }

    private static ImmutableArray<byte> Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
        && segment.Offset == 0
        && segment.Count == segment.Array!.Length
            ? ImmutableCollectionsMarshal.AsImmutableArray(segment.Array)
            : [.. body.Span];
}
