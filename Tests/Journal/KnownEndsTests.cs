using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

public sealed class KnownEndsTests
{
    private readonly KnownEnds _ends = new();

    [Fact]
    public void A_place_behind_a_record_that_continued_its_stream_is_known()
    {
        _ends.Add(Append(Some.Order("1"), expected: 2, events: 3));

        _ends.Has(Append(Some.Order("1"), expected: 5)).ShouldBeTrue();
        _ends.Has(Append(Some.Order("1"), expected: 4)).ShouldBeFalse("that is inside the record");
        _ends.Has(Append(Some.Order("1"), expected: 6)).ShouldBeFalse("that is behind the end");
        _ends.Has(Append(new(StreamCategory.Position, Some.Order("1").Key), expected: 5)).ShouldBeFalse();
    }

    [Fact]
    public void The_first_record_of_a_stream_is_left_to_the_server()
    {
        _ends.Add(Append(Some.Order("1"), expected: 0));

        _ends.Has(Append(Some.Order("1"), expected: 1)).ShouldBeFalse();
    }

    [Fact]
    public void Streams_that_share_a_place_are_never_taken_for_each_other()
    {
        // Three times as many as there are places.
        var streams = Enumerable.Range(0, 200_000).Select(number => Some.Order($"{number}")).ToArray();
        foreach (var (number, stream) in streams.Index())
        {
            _ends.Add(Append(stream, expected: 1 + (number % 7)));
        }

        var known = streams.Index().Where(at => Enumerable.Range(1, 9).Any(
            expected => expected != 2 + (at.Index % 7) && _ends.Has(Append(at.Item, expected)))).ToArray();

        known.ShouldBeEmpty();
        streams.Index().Count(at => _ends.Has(Append(at.Item, 2 + (at.Index % 7)))).ShouldBeGreaterThan(1_000);
    }

    private static PendingAppend Append(StreamName stream, long expected, int events = 1) => new(
        new JournalAppend(stream, new(expected), [.. Enumerable.Range(0, events).Select(_ => Some.Event("c"))]),
        new ArraySegment<byte>([]));
}
