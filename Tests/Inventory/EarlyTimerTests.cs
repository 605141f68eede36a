#if EMBEDDED
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>A clock that runs slower than the timers, so that these come before their time.</summary>
public sealed class EarlyTimerTests
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(10);
    private static readonly PositionKey Mug = new(new("MUG"), new("BER"));
    private static readonly CommandContext Context = new(new("c"), new("c"), null);

    [Fact]
    public async Task A_hold_whose_timer_came_too_early_is_not_left_to_the_next_look()
    {
        SlowClock? clock = null;
        var grid = new PositionGrid(Mug, time => clock = new(time));
        grid.Simulation.Run(() => grid.Position.Adjust(new(Context, StockChange.Set, 10, "count")));
        var due = HoldDecisions.RoundUp(clock!.GetUtcNow() + Held);
        grid.Simulation.Run(() => grid.Position.Hold(new(
            Context,
            new("h"),
            new(1),
            AllowPartial: false,
            due,
            Holder.Of(new OrderKey(new("shop"), new("order"))))));

        // By the clock that timers follow the hold is due 1 % later.
        grid.Simulation.Run(() => Task.Delay((Held * 1.01) + (PositionLimits.ExpiryStep * 1.1), grid.Simulation.Time));

        var last = (await grid.ReadAsync(new(StreamCategory.Position, Mug.ToString())))[^1];
        last.Events.Single().Type.ShouldBe("inventory.expired.v1");
        (last.Events.Single().Time - due).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    private sealed class SlowClock(TimeProvider time) : TimeProvider
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _start + ((time.GetUtcNow() - _start) * 0.99);

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
#endif
