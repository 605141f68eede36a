using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Demo;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Tests.Demo;

/// <summary>The evidence of a day with one order, on which every side agrees; tests take it apart.</summary>
internal sealed class SoundDay
{
    public const string Order = "web/1";
    public const string Position = "MUG@BER";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Context = new(new CommandId("c"), new CorrelationId("c"), null);
    private static readonly NodeId Berlin = new("BER");
    private static readonly HoldId Hold = new("h-1");
    private static readonly ShipmentId Parcel = new("SHP-1");

    private readonly Dictionary<string, long> _versions = [];

    public JournalFold Journal { get; } = new();

    /// <summary>What happened to the order; leave out what must be missing.</summary>
    public static IEnumerable<OrderEvent> WholeWay()
    {
        var line = new OrderLine(1, new("mug"), new("MUG"), new(2), new(9.90m, new Currency("EUR")));
        yield return new OrderReceived(
            "hash", new("C-1"), new("EUR"), new("Ada", "Main 1", "Berlin", null, "10115", "DE"), [line], [Berlin]);
        yield return new LineSourced(1, [new(Berlin, new(2), Hold)], Now);
        yield return new OrderAccepted(Now);
        yield return new ErpPosted(new("SO-1"));
        yield return new FulfilmentRequested(Berlin, new("T-1"));
        yield return new ShipmentDispatched(Parcel, Berlin, [new(1, new(2))], null);
        yield return new InvoicePosted(new("INV-1"), Parcel);
        yield return new OrderClosed();
    }

    /// <summary>What happened to the position.</summary>
    public static IEnumerable<PositionEvent> Stock(long held = 2)
    {
        var key = OrderKey.Parse(Order);
        yield return new StockAdjusted(new("c"), StockChange.Set, 10, "opening", Levels(10, 0, 0));
        yield return new StockHeld(Hold, key, new(2), new(2), Now.AddMinutes(15), Levels(10, held, 0));
        yield return new HoldCommitted(Hold, new(2), Levels(10, 0, 2));
        yield return new HoldShipped(Hold, Parcel, new(2), Levels(8, 0, 0));
    }

    /// <summary>The day as it should be, where the arguments do not say otherwise.</summary>
    public Evidence Evidence(IEnumerable<OrderEvent>? order = null, IEnumerable<PositionEvent>? stock = null)
    {
        foreach (var happening in order ?? WholeWay())
        {
            Take(new(StreamCategory.Order, Order), OrderEvents.Format.Write(happening, Context, Now));
        }

        foreach (var happening in stock ?? Stock())
        {
            Take(new(StreamCategory.Position, Position), PositionEvents.Format.Write(happening, Context, Now));
        }

        var day = new DayOfOrders(["BER"], ImmutableDictionary<string, string>.Empty, [new("MUG", "BER", 10)], [], []);
        return new(day, [Told(), Told(repeated: true)], Journal, new(2, Journal.Records, Journal.Records, [], []))
        {
            Ledgers =
            [
                Book("erp", new("orders", Order, 1), new("shipments", $"{Order}/{Parcel}", 1)),
                Book("wms-BER", new LedgerDocument("releases", $"{Order}@BER", 1)),
            ],
            Shelves = new Dictionary<string, long> { [Position] = 8 },
            Statuses = new Dictionary<string, string?> { [Order] = "Closed" },
            Now = Now,
        };
    }

    public static Exchange Told(string order = Order, bool repeated = false, string? code = null) => new(
        new("web", [order.Split('/')[1]], default, "application/json", "key"),
        TimeSpan.FromSeconds(repeated ? 2 : 1),
        TimeSpan.FromMilliseconds(5),
        1,
        [new(order, code is null, repeated, code, [])]);

    public static PartnerLedger Book(string system, params LedgerDocument[] keys) => new(
        system,
        keys.Sum(key => key.Documents),
        keys.Sum(key => key.Documents - 1),
        0,
        0,
        ImmutableDictionary<string, int>.Empty,
        [.. keys]);

    private static StockLevels Levels(long onHand, long pending, long committed) =>
        new(new(onHand), new(pending), new(committed));

    private void Take(StreamName stream, JournalEvent happening)
    {
        var version = _versions[stream.Key] = _versions.GetValueOrDefault(stream.Key) + 1;
        Journal.Take(new(stream, new StreamVersion(version), [happening], FeedPosition.Start, Now));
    }
}
