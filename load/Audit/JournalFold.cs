using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Load.Audit;

/// <summary>Records of the journal, folded with the grid's own rules and looked at event by event.</summary>
internal sealed class JournalFold
{
    private readonly Dictionary<string, FollowedOrder> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<(StreamName Stream, long First, int Events)> _seen = [];
    private readonly Dictionary<ReservationKey, OrderKey> _converted = [];
    private readonly List<string> _oversold = [];

    /// <summary>Every order so far, by channel and number.</summary>
    public IReadOnlyDictionary<string, FollowedOrder> Orders => _orders;

    /// <summary>Every position so far, by SKU and node.</summary>
    public IReadOnlyDictionary<string, Position> Positions => _positions;

    /// <summary>Events after which a position had more held than there was, in words.</summary>
    public IReadOnlyList<string> Oversold => _oversold;

    /// <summary>Records taken in.</summary>
    public int Records => _seen.Count;

    /// <summary>Events of positions that were folded and looked at.</summary>
    public int PositionEvents { get; private set; }

    /// <summary>True when exactly this record was taken in.</summary>
    public bool HasSeen(StreamName stream, long first, int events) => _seen.Contains((stream, first, events));

    /// <summary>Takes the next record of its stream in.</summary>
    public void Take(JournalRecord record)
    {
        _seen.Add((record.Stream, record.First.Value, record.Events.Count));
        switch (record.Stream.Category)
        {
            case StreamCategory.Order:
                TakeOrder(record);
                break;
            case StreamCategory.Position:
                TakePosition(record);
                break;
            case StreamCategory.Reservation:
                TakeReservation(record);
                break;
            case StreamCategory.Channel:
            case StreamCategory.Delivery:
            case StreamCategory.IdempotencyKey:
            case StreamCategory.Reconciliation:
            case StreamCategory.Kit:
                break;
        }
    }

    /// <summary>Who has a hold, in words: an order's key where it is an order, itself or by its reservation.</summary>
    public string HolderOf(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return hold.Holder.ReservationKey is { } reservation && _converted.TryGetValue(reservation, out var order)
            ? order.ToString()
            : hold.Holder.ToString();
    }

    private void TakeReservation(JournalRecord record)
    {
        var key = ReservationKey.Parse(record.Stream.Key);
        foreach (var converted in record.Events.Select(ReservationEvents.Format.Read).OfType<ReservationConverted>())
        {
            _converted[key] = new(key.Channel, converted.Order);
        }
    }

    private void TakeOrder(JournalRecord record)
    {
        var order = _orders.GetValueOrDefault(record.Stream.Key) ?? FollowedOrder.New;
        foreach (var happening in record.Events)
        {
            order = order.After(OrderEvents.Format.Read(happening), record.RecordedAt);
        }

        _orders[record.Stream.Key] = order;
    }

    private void TakePosition(JournalRecord record)
    {
        var position = _positions.GetValueOrDefault(record.Stream.Key) ?? Position.Empty;
        foreach (var happening in record.Events)
        {
            position = PositionEvolution.Evolve(position, Inventory.PositionEvents.Format.Read(happening));
            PositionEvents++;
            var levels = position.Levels;
            var toCome = levels.Aside?.Backordered.Pieces ?? 0;
            if (levels.Pending.Pieces + levels.Committed.Pieces > levels.OnHand.Pieces + toCome)
            {
                // Told field by field: what is available cannot be worked out of levels that contradict each other.
                var held = $"{levels.Pending} pending, {levels.Committed} committed";
                _oversold.Add($"{record.Stream.Key}: {levels.OnHand} on hand, {held}");
            }
        }

        _positions[record.Stream.Key] = position;
    }
}

/// <summary>An order as the feed tells it, with the times at which its stages were journalled.</summary>
internal sealed record FollowedOrder(
    Order State,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? PostedAt,
    DateTimeOffset? EndedAt,
    string? RefusedByErp)
{
    /// <summary>An order nothing is known of.</summary>
    public static FollowedOrder New { get; } = new(Order.None, null, null, null, null);

    /// <summary>How often the journal says that it was accepted; more than once is a defect.</summary>
    public int Acceptances { get; init; }

    /// <summary>True once nothing more will happen by itself.</summary>
    public bool Ended => EndedAt is not null;

    /// <summary>The order after an event.</summary>
    public FollowedOrder After(OrderEvent happening, DateTimeOffset recordedAt)
    {
        var next = this with { State = OrderEvolution.Evolve(State, happening) };
        return happening switch
        {
            OrderAccepted => next with { AcceptedAt = recordedAt, Acceptances = Acceptances + 1 },
            ErpPosted => next with { PostedAt = recordedAt },
            ErpRefused refused => next with { RefusedByErp = refused.Reason },
            OrderHeld or OrderClosed => next with { EndedAt = EndedAt ?? recordedAt },
            _ => next,
        };
    }
}
