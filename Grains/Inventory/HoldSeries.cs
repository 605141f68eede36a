using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// How a position goes along a series of holds. Pure; part of <see cref="PositionDecisions"/>. An attempt at an order
/// that breaks off leaves holds behind, and the next attempt, which asks with the same id, is to go on with them
/// instead of competing with them. Ids that have come to an end keep their answers, so a fresh hold takes the next one.
/// </summary>
public static class HoldSeries
{
    /// <summary>Goes on with the hold that can be, or places one under the first id that is free.</summary>
    public static PositionDecision Decide(Position state, PlaceHold command, DateTimeOffset now)
    {
        // Ends by itself: of every position only so many holds are known.
        for (var number = 0; ; number++)
        {
            var id = IdOf(command.Hold, number);
            if (!state.Holds.TryGetValue(id, out var hold))
            {
                return number == 0
                    ? PositionDecisions.DecidePlace(state, command, now)
                    : PositionDecisions.DecidePlace(state, command with { Hold = id }, now) with { Hold = id };
            }

            if (CanResume(hold, command, now))
            {
                return Resume(state, command with { Hold = id, Quantity = hold.Asked }, command.Quantity, now);
            }
        }
    }

    /// <summary>What an order holds under ids that begin series, as far as it can go on with it.</summary>
    public static Quantity Own(Position state, IEnumerable<HoldId> series, Holder holder, DateTimeOffset now)
    {
        var own = Quantity.Zero;
        foreach (var first in series)
        {
            for (var number = 0; state.Holds.TryGetValue(IdOf(first, number), out var hold); number++)
            {
                if (hold.Holder == holder && hold.Phase == HoldPhase.Pending && IsLasting(hold, now))
                {
                    own += hold.Open;
                    break;
                }
            }
        }

        return own;
    }

    private static HoldId IdOf(HoldId first, int number) => number == 0 ? first : new($"{first}.{number}");

    private static bool CanResume(Hold hold, PlaceHold command, DateTimeOffset now) =>
        hold.Holder == command.Holder && hold.Phase switch
        {
            HoldPhase.Released or HoldPhase.Expired => false,
            HoldPhase.Pending => IsLasting(hold, now) && CountsFor(hold, command.Buyer)
                && (command.AllowPartial || hold.Open >= command.Quantity),

            // Only an accepted order has these, so the attempt will learn that there is nothing left to do.
            HoldPhase.Committed or HoldPhase.Shipped => true,
        };

    // An order that was never accepted may come again for another customer, who has a cap of their own.
    private static bool CountsFor(Hold hold, CustomerId? buyer) =>
        hold.Terms?.Buyer is not { } counted || counted.Buyer == buyer;

    // One that was gone on with before has its longer time already; near its end it is of no use any more.
    private static bool IsLasting(Hold hold, DateTimeOffset now) =>
        hold.ExpiresAt - now > (hold.Resumed ? PositionLimits.LeastToResume : TimeSpan.Zero);

    // As much as is asked for; a commit of less gives the rest back. The event is written even when it moves nothing:
    // its commit proves that the hold is still there.
    private static PositionDecision Resume(Position state, PlaceHold asked, Quantity wanted, DateTimeOffset now)
    {
        var hold = state.Holds[asked.Hold];
        var repeat = PositionDecisions.DecidePlace(state, asked, now) with { Hold = asked.Hold };
        repeat = repeat with { Quantity = Quantity.Min(repeat.Quantity, wanted) };
        if (hold.Phase != HoldPhase.Pending)
        {
            return repeat;
        }

        var isLonger = !hold.Resumed && asked.ExpiresAt > hold.ExpiresAt;
        var latest = isLonger ? HoldDecisions.RoundUp(asked.ExpiresAt) : hold.ExpiresAt;
        return repeat with
        {
            Events = [new HoldExtended(asked.Hold, latest, state.Levels) { Resumed = true }],
        };
    }
}
