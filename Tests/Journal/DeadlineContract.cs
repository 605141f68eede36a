using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What deadlines promise, on every journal.</summary>
public abstract class DeadlineContract(JournalHost host) : JournalContract(host)
{
    private static readonly StreamName Position = new(StreamCategory.Position, "MUG@BER");
    private static readonly StreamName Other = new(StreamCategory.Position, "PEN@BER");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact(Timeout = Timeout)]
    public async Task Deadlines_are_read_in_their_order_up_to_a_time()
    {
        await AppendAsync(Other, 0, Noon.AddSeconds(20), Noon);
        await AppendAsync(Position, 0, Noon, Noon.AddSeconds(10));

        (await ReadAsync(Noon.AddSeconds(10))).ShouldBe(
            [new(Noon, Position), new(Noon, Other), new(Noon.AddSeconds(10), Position)]);
    }

    [Fact(Timeout = Timeout)]
    public async Task Reading_goes_on_behind_the_last_one_read()
    {
        await AppendAsync(Position, 0, Noon, Noon.AddSeconds(10), Noon.AddSeconds(20));
        var first = await Journal.ReadDeadlinesAsync(null, Noon.AddHours(1), 2, Stop);

        var rest = await Journal.ReadDeadlinesAsync(first[^1], Noon.AddHours(1), 2, Stop);

        first.Count.ShouldBe(2);
        rest.ShouldBe([new(Noon.AddSeconds(20), Position)]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_deadline_set_twice_is_there_once_and_deleted_it_is_gone()
    {
        await AppendAsync(Position, 0, Noon);
        (await AppendAsync(Position, 1, Noon)).ShouldBe(AppendOutcome.Committed);
        (await ReadAsync(Noon)).ShouldBe([new(Noon, Position)]);

        await Journal.DeleteDeadlinesAsync([new(Noon, Position), new(Noon, Other)], Stop);

        (await ReadAsync(Noon)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task Appends_with_deadlines_are_fenced_as_all_are()
    {
        await AppendAsync(Position, 0);

        (await AppendAsync(Position, 0, Noon)).ShouldBe(AppendOutcome.Conflict);
        (await AppendAsync(Position, 1, Noon)).ShouldBe(AppendOutcome.Committed);

        (await ReadAsync(Noon)).ShouldBe([new(Noon, Position)]);
        (await Journal.ReadStreamAsync(Position, StreamVersion.None, 10, Stop)).Count.ShouldBe(2);
    }

    [Fact(Timeout = Timeout)]
    public async Task Many_appends_with_and_without_deadlines_keep_each_its_own()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => AppendAsync(
            new(StreamCategory.Position, $"S{number}@BER"), 0, number % 2 == 0 ? [Noon.AddSeconds(number)] : []))));

        outcomes.ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
        (await ReadAsync(Noon.AddHours(1))).Select(deadline => deadline.Stream.Key)
            .ShouldBe(Enumerable.Range(0, 50).Select(number => $"S{2 * number}@BER"));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_deadline_between_seconds_or_one_too_many_is_refused()
    {
        var most = Enumerable.Range(0, JournalLimits.MaxDeadlinesPerAppend).Select(second => Noon.AddSeconds(second));

        await Should.ThrowAsync<ArgumentException>(() => AppendAsync(Position, 0, Noon.AddMilliseconds(1)));
        await Should.ThrowAsync<ArgumentException>(() => AppendAsync(Position, 0, [.. most, Noon.AddDays(1)]));
        (await AppendAsync(Position, 0, [.. most])).ShouldBe(AppendOutcome.Committed);
    }

    private Task<AppendOutcome> AppendAsync(StreamName stream, long expected, params DateTimeOffset[] deadlines) =>
        Journal.AppendAsync(Some.Append(stream, expected) with { Deadlines = deadlines }, Stop);

    private Task<IReadOnlyList<JournalDeadline>> ReadAsync(DateTimeOffset through) =>
        Journal.ReadDeadlinesAsync(null, through, 1_000, Stop);
}

public sealed class VolatileDeadlines() : DeadlineContract(new VolatileHost());

public sealed class FaultlessDeadlines() : DeadlineContract(new FaultlessHost());

public sealed class PostgresDeadlines(PostgresCluster cluster) : DeadlineContract(new PostgresHost(cluster));
