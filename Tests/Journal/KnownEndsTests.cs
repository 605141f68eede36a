using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

public sealed class KnownEndsTests
{
    private readonly KnownEnds _ends = new();

    [Fact]
    public void A_place_behind_a_record_that_continued_its_stream_is_known()
    {
        Add(Append(Some.Order("1"), expected: 2, events: 3));

        Has(Append(Some.Order("1"), expected: 5)).ShouldBeTrue();
        Has(Append(Some.Order("1"), expected: 4)).ShouldBeFalse("that is inside the record");
        Has(Append(Some.Order("1"), expected: 6)).ShouldBeFalse("that is behind the end");
        Has(Append(new(StreamCategory.Position, Some.Order("1").Key), expected: 5)).ShouldBeFalse();
    }

    [Fact]
    public void The_first_record_of_a_stream_is_left_to_the_server()
    {
        Add(Append(Some.Order("1"), expected: 0));

        Has(Append(Some.Order("1"), expected: 1)).ShouldBeFalse();
    }

    [Fact]
    public void Streams_that_share_a_place_are_never_taken_for_each_other()
    {
        // Three times as many as there are places.
        var streams = Enumerable.Range(0, 200_000).Select(number => Some.Order($"{number}")).ToArray();
        foreach (var (number, stream) in streams.Index())
        {
            Add(Append(stream, expected: 1 + (number % 7)));
        }

        var known = streams.Index().Where(at => Enumerable.Range(1, 9).Any(
            expected => expected != 2 + (at.Index % 7) && Has(Append(at.Item, expected)))).ToArray();

        known.ShouldBeEmpty();
        streams.Index().Count(at => Has(Append(at.Item, 2 + (at.Index % 7)))).ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void What_was_not_written_is_not_known()
    {
        _ends.Add([Append(Some.Order("1"), expected: 1), Append(Some.Order("2"), expected: 1)], [Some.Order("2")]);

        Has(Append(Some.Order("1"), expected: 2)).ShouldBeFalse();
        Has(Append(Some.Order("2"), expected: 2)).ShouldBeTrue();
    }

    [Fact]
    public void With_a_connection_all_is_forgotten()
    {
        Add(Append(Some.Order("1"), expected: 1));

        _ends.Forget();

        Has(Append(Some.Order("1"), expected: 2)).ShouldBeFalse();
    }

    private void Add(PendingAppend append) => _ends.Add([append], written: null);

    private bool Has(PendingAppend append)
    {
        var known = new List<bool>();
        _ends.Mark([append], known);
        return known.Single();
    }

    private static PendingAppend Append(StreamName stream, long expected, int events = 1) => new(
        new JournalAppend(stream, new(expected), [.. Enumerable.Range(0, events).Select(_ => Some.Event("c"))]),
        new ArraySegment<byte>([]));
}
