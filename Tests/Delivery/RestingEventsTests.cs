using OrderGrid.Delivery;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Delivery.FeedSamples;

namespace OrderGrid.Tests.Delivery;

/// <summary>What is packed comes out as it was, when its time has come.</summary>
public sealed class RestingEventsTests
{
    private static readonly FeedEvent Full = new(
        new(StreamCategory.Reservation, "lädchen/№ 1"),
        new(long.MaxValue),
        new(ulong.MaxValue, 7),
        "reservation.made",
        [.. "{\"nämlich\":1}"u8],
        new("c-1"),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Now.AddTicks(1),
        Now.AddTicks(2));

    private const int Steady = 300;

    private readonly RestingEvents _resting = new();

    [Fact]
    public void An_event_comes_out_as_it_went_in()
    {
        _resting.Add(new(Full, uncertain: true) { Place = 5 }, Now);
        _resting.Add(new(Full with { TraceParent = null, Body = [] }, uncertain: false), Now);

        var (first, second) = (_resting.TakeDue(Now)!, _resting.TakeDue(Now)!);

        (first.Uncertain, first.Place).ShouldBe((true, 5));
        first.Event.Body.ShouldBe(Full.Body);
        (first.Event with { Body = Full.Body }).ShouldBe(Full);
        (second.Uncertain, second.Place, second.Event.TraceParent).ShouldBe((false, null, null));
        second.Event.Body.ShouldBeEmpty();
        _resting.TakeDue(Now).ShouldBeNull();
    }

    [Fact]
    public void Each_waits_for_its_time_and_one_that_is_called_for_does_not()
    {
        Add(1, Now);
        Add(2, Now.AddSeconds(1));
        Add(3, Now.AddSeconds(1));

        _resting.TakeDue(Now.AddTicks(-1)).ShouldBeNull();
        _resting.Take(Subject(2))!.Event.Stream.ShouldBe(Subject(2));
        _resting.Take(Subject(2)).ShouldBeNull();
        Due(Now).ShouldBe(Subject(1));
        _resting.TakeDue(Now).ShouldBeNull();
        Due(Now.AddSeconds(1)).ShouldBe(Subject(3));
        _resting.TakeDue(Now.AddSeconds(1)).ShouldBeNull();
    }

    [Fact]
    public void Memory_follows_what_rests_and_not_what_has_rested()
    {
        Repeat(Steady, number => Add(number, Now));
        Repeat(20_000, Replace);
        var rush = _resting.Bytes;

        Repeat(Steady - 1, _ => Due(Now));
        Repeat(200, Replace);

        rush.ShouldBeInRange(Steady * 1_000, Steady * 8_000);
        _resting.Bytes.ShouldBeLessThan(128 * 1024);
    }

    private static void Repeat(int times, Action<int> step)
    {
        for (var number = 0; number < times; number++)
        {
            step(number);
        }
    }

    private void Replace(int number)
    {
        Add(number, Now);
        Due(Now).ShouldNotBeNull();
    }

    private StreamName? Due(DateTimeOffset now) => _resting.TakeDue(now)?.Event.Stream;

    private void Add(int subject, DateTimeOffset until) => _resting.Add(
        new(Event(subject, 1, subject) with { Body = [.. new byte[1_000]] }, uncertain: false), until);
}
