using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// I1, I9, L3 for carts: what was acknowledged is there, a hold serves one master, and the clock is kept, as well as
/// the clock of a silo can: one that is behind gives back so much later.
/// </summary>
internal static class ReservationOracle
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // The longest that a commit of the journal takes under faults, and a little.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan) =>
        JudgeAcknowledged(world, scan)
            .Concat(JudgeMasters(scan))
            .Concat(scan.Positions.SelectMany(position => JudgeLateness(world, position.Key, position.Value)));

    private static IEnumerable<string> JudgeAcknowledged(GridWorld world, JournalScan scan)
    {
        foreach (var (key, cart) in world.History.Reservations)
        {
            var state = scan.Reservations.GetValueOrDefault(key, Reservation.None);
            if (cart.Placed is true && state.Lines.IsEmpty)
            {
                yield return $"I1: reservation {key} was acknowledged and is not in the journal.";
            }

            if (cart.Placed is false && state.Status != ReservationStatus.Refused)
            {
                yield return $"I2: reservation {key} was refused and is {state.Status} in the journal.";
            }

            if (state.IsOpen)
            {
                yield return $"L3: reservation {key} is {state.Status} long after its expiry.";
            }
        }
    }

    // A reservation's hold may serve one line of the one order that the reservation was handed over to.
    private static IEnumerable<string> JudgeMasters(JournalScan scan)
    {
        var served = scan.Orders.Where(order => order.Value.Accepted)
            .SelectMany(order => order.Value.Lines, (order, line) => (Order: order.Key, Line: line))
            .SelectMany(line => LineHolds.Of(line.Line), (line, held) => (line.Order, held.Hold))
            .ToLookup(line => line.Hold, line => line.Order);
        foreach (var lines in served.Where(lines => lines.Count() > 1))
        {
            yield return $"I9: hold {lines.Key} serves {lines.Count()} lines, of {string.Join(", ", lines)}.";
        }

        foreach (var (key, reservation) in scan.Reservations)
        {
            foreach (var (_, allocation) in reservation.Holds)
            {
                var strangers = served[allocation.Hold].Where(order => order.Number != reservation.Order).ToList();
                if (strangers.Count > 0)
                {
                    yield return $"I9: {strangers[0]} counts on {allocation.Hold} of reservation {key}, which is "
                        + $"{reservation.Status} for {reservation.Order?.Value ?? "nobody"}.";
                }
            }
        }
    }

    private static IEnumerable<string> JudgeLateness(
        GridWorld world, PositionKey position, IReadOnlyList<JournalRecord> records)
    {
        var expiries = new Dictionary<HoldId, DateTimeOffset>();
        foreach (var record in records)
        {
            foreach (var happening in record.Events)
            {
                switch (PositionEvents.Format.Read(happening))
                {
                    case StockHeld held:
                        expiries[held.Hold] = held.ExpiresAt;
                        break;
                    case HoldExtended extended:
                        expiries[extended.Hold] = extended.ExpiresAt;
                        break;
                    case HoldExpired expired when expiries.TryGetValue(expired.Hold, out var over)
                        && over >= world.History.CalmFrom
                        && record.RecordedAt - over > Tolerance + world.Clocks.Behind:
                        yield return $"L3: {position} gave {expired.Hold} back "
                            + $"{(record.RecordedAt - over).TotalSeconds:0.0} s after its expiry.";
                        break;
                    case HoldCommitted committed when expiries.TryGetValue(committed.Hold, out var over)
                        && (happening.Time >= over || record.RecordedAt - over > Late + world.Clocks.Apart):
                        yield return $"I9: {position} committed {committed.Hold} at {happening.Time:O}, recorded "
                            + $"{record.RecordedAt:O}; it had expired at {over:O}.";
                        break;
                }
            }
        }
    }
}
