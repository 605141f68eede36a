using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>The journal read back by hand, stream by stream, without any grain.</summary>
internal sealed class JournalScan
{
    private const int RecordsPerRead = 1_000;

    public Dictionary<OrderKey, Order> Orders { get; } = [];

    public Dictionary<PositionKey, IReadOnlyList<JournalRecord>> Positions { get; } = [];

    public Dictionary<ReservationKey, Reservation> Reservations { get; } = [];

    public Dictionary<StreamName, IReadOnlyList<JournalRecord>> Streams { get; } = [];

    /// <summary>Everything in a journal.</summary>
    public static JournalScan Read(VolatileJournal journal)
    {
        var scan = new JournalScan();
        foreach (var stream in journal.Streams.Order(Comparer<StreamName>.Create(
            (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))))
        {
            var records = ReadStream(journal, stream);
            scan.Streams.Add(stream, records);
            if (stream.Category == StreamCategory.Order)
            {
                scan.Orders.Add(OrderKey.Parse(stream.Key), Fold(records));
            }
            else if (stream.Category == StreamCategory.Position)
            {
                scan.Positions.Add(PositionKey.Parse(stream.Key), records);
            }
            else if (stream.Category == StreamCategory.Reservation)
            {
                scan.Reservations.Add(ReservationKey.Parse(stream.Key), records
                    .SelectMany(record => record.Events)
                    .Select(ReservationEvents.Format.Read)
                    .Aggregate(Reservation.None, ReservationEvents.Evolve));
            }
        }

        return scan;
    }

    /// <summary>Business keys of documents whose outcome was recorded before a time.</summary>
    public static IEnumerable<string> SettledKeys(VolatileJournal journal, DateTimeOffset before)
    {
        foreach (var stream in journal.Streams.Where(stream => stream.Category == StreamCategory.Order))
        {
            foreach (var record in ReadStream(journal, stream).Where(record => record.RecordedAt < before))
            {
                foreach (var happening in record.Events)
                {
                    if (Key(stream, happening) is { } key)
                    {
                        yield return key;
                    }
                }
            }
        }
    }

    /// <summary>Where a position stands.</summary>
    public static StockLevels LevelsOf(VolatileJournal journal, PositionKey position) =>
        ReadStream(journal, new(StreamCategory.Position, position.ToString())) is [.., var last]
            ? PositionEvents.Format.Read(last.Events[^1]).After
            : default;

    /// <summary>An order as it stands.</summary>
    public static Order OrderOf(VolatileJournal journal, string key) =>
        Fold(ReadStream(journal, new(StreamCategory.Order, key)));

    private static string? Key(StreamName stream, JournalEvent happening) => OrderEvents.Format.Read(happening) switch
    {
        ErpPosted => stream.Key,
        InvoicePosted posted => $"{stream.Key}/{posted.Shipment}",
        FulfilmentRequested { Part: { } part } requested => $"{stream.Key}@{requested.Node}/{part}",
        FulfilmentRequested requested => $"{stream.Key}@{requested.Node}",
        _ => null,
    };

    private static Order Fold(IReadOnlyList<JournalRecord> records) => records
        .SelectMany(record => record.Events)
        .Select(OrderEvents.Format.Read)
        .Aggregate(Order.None, OrderEvolution.Evolve);

    private static List<JournalRecord> ReadStream(VolatileJournal journal, StreamName stream)
    {
        var all = new List<JournalRecord>();
        while (true)
        {
            var after = all.Count == 0 ? StreamVersion.None : all[^1].Last;
#pragma warning disable VSTHRD002 // A volatile journal answers reads at once: nothing waits.
            var some = journal.ReadStreamAsync(stream, after, RecordsPerRead, default).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            all.AddRange(some);
            if (some.Count < RecordsPerRead)
            {
                return all;
            }
        }
    }
}
