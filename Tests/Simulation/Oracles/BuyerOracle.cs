using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// I7 for buyers: where a position is capped, nobody's orders hold more than the cap in one window, what has shipped
/// included. Whose an order is, its client knows; what a hold says of its buyer counts for nothing but for where its
/// window begins, and for whom an order was that its client sent anew for somebody else.
/// </summary>
internal static class BuyerOracle
{
    // A clock that is ahead, and a commit that comes late, move the end of a window as the journal sees it.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan) =>
        scan.Positions.SelectMany(position => Judge(world, position.Key, position.Value));

    private static List<string> Judge(GridWorld world, PositionKey key, IReadOnlyList<JournalRecord> records)
    {
        var book = new Book(key, Late + world.Clocks.Apart);
        foreach (var record in records)
        {
            foreach (var happening in record.Events.Select(PositionEvents.Format.Read))
            {
                if (happening is StockHeld { Order: { } order } held
                    && world.History.Orders.TryGetValue(order, out var client))
                {
                    var buyer = held.Terms?.Buyer?.Buyer == WorldNames.OtherCustomer
                        ? WorldNames.OtherCustomer
                        : client.Body.Customer;
                    book.Hold(held, buyer, record.RecordedAt);
                }
                else
                {
                    book.Apply(happening);
                }
            }
        }

        return book.Faults;
    }

    private sealed class Book(PositionKey key, TimeSpan tolerance)
    {
        private readonly Dictionary<CustomerId, Window> _windows = [];
        private readonly Dictionary<HoldId, Window> _holds = [];
        private BuyerCap? _cap;

        public List<string> Faults { get; } = [];

        public void Hold(StockHeld held, CustomerId buyer, DateTimeOffset at)
        {
            if (_cap is not { } cap)
            {
                return;
            }

            var since = held.Terms?.Buyer?.Since;
            if (!_windows.TryGetValue(buyer, out var window) || (since != window.Since
                && cap.WindowHours is { } hours && at >= window.Start.AddHours(hours) - tolerance))
            {
                _windows[buyer] = window = new(at, since);
            }

            _holds[held.Hold] = window;
            window.Taken += held.Quantity.Pieces;
            if (window.Taken > cap.Most.Pieces)
            {
                Faults.Add($"I7: {key} gave {held.Quantity} by {held.Hold} to {buyer}, who has {window.Taken} now "
                    + $"and may have {cap.Most}.");
            }
        }

        public void Apply(PositionEvent happening)
        {
            switch (happening)
            {
                case StockLimited limited:
                    _cap = limited.BuyerCap;
                    _windows.Clear();
                    _holds.Clear();
                    break;
                case HoldCommitted { Released: { } released } committed:
                    GiveBack(committed.Hold, released);
                    break;
                case HoldReleased released:
                    GiveBack(released.Hold, released.Quantity);
                    break;
                case HoldExpired expired:
                    GiveBack(expired.Hold, expired.Quantity);
                    break;
            }
        }

        private void GiveBack(HoldId hold, Quantity pieces)
        {
            if (_holds.TryGetValue(hold, out var window))
            {
                window.Taken -= pieces.Pieces;
            }
        }
    }

    private sealed class Window(DateTimeOffset start, DateTimeOffset? since)
    {
        public DateTimeOffset Start => start;

        public DateTimeOffset? Since => since;

        public long Taken { get; set; }
    }
}
