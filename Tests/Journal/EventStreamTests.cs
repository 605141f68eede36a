using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Tests.Journal;

/// <summary>A stream that may let go of its state.</summary>
public sealed class EventStreamTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Context = new(new("c"), new("r"), null);

    private readonly VolatileJournal _journal = new(TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rested_stream_recalls_what_it_wrote()
    {
        var stream = Open(mayRest: true);
        await AppendAsync(stream, new OrderHeld("credit"), new OrderHeld("address"));
        await AppendAsync(stream, new ErpPosted(new("ERP-1")));
        var before = stream.State;

        stream.Rest();

        stream.State.ShouldNotBeSameAs(before);
        stream.State.HoldReasons.ShouldBe(before.HoldReasons);
        stream.State.ErpNumber.ShouldBe(before.ErpNumber);
    }

    [Fact]
    public async Task A_rested_stream_goes_on_where_it_was()
    {
        var stream = Open(mayRest: true);
        await AppendAsync(stream, new OrderHeld("credit"));
        stream.Rest();

        (await AppendAsync(stream, new OrderHeld("address"))).ShouldBe(AppendOutcome.Committed);

        stream.Rest();
        stream.State.HoldReasons.ShouldBe(["credit", "address"]);
        stream.Version.ShouldBe(new StreamVersion(2));
    }

    [Fact]
    public async Task A_loaded_stream_may_rest_as_well()
    {
        await AppendAsync(Open(mayRest: true), new OrderHeld("credit"));
        var stream = Open(mayRest: true);
        await stream.LoadAsync(null, Stop);
        var before = stream.State;

        stream.Rest();

        stream.State.ShouldNotBeSameAs(before);
        stream.State.HoldReasons.ShouldBe(["credit"]);
    }

    [Fact]
    public async Task A_stream_that_may_not_rest_keeps_its_state()
    {
        var stream = Open(mayRest: false);
        await AppendAsync(stream, new OrderHeld("credit"));
        var before = stream.State;

        stream.Rest();

        stream.State.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task What_was_not_committed_is_not_recalled()
    {
        await AppendAsync(Open(mayRest: true), new OrderHeld("first"));
        var stale = Open(mayRest: true);

        (await AppendAsync(stale, new OrderHeld("second"))).ShouldBe(AppendOutcome.Conflict);

        stale.Rest();
        stale.State.HoldReasons.ShouldBeEmpty();
        stale.Lost.ShouldBeTrue();
    }

    private static Task<AppendOutcome> AppendAsync(
        EventStream<Order, OrderEvent> stream, params OrderEvent[] events) =>
        stream.AppendAsync(events, Context, Now, Stop);

    private EventStream<Order, OrderEvent> Open(bool mayRest) => new(
        _journal, Some.Order("rest"), OrderEvents.Format, Order.None, OrderEvolution.Evolve)
    {
        MayRest = mayRest,
    };
}
