using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;
using OrderGrid.Pricing;
using OrderGrid.Tests.Demo;

namespace OrderGrid.Tests.Load;

/// <summary>What is known after a sale of two mugs, both of which one order took; tests take it apart.</summary>
internal sealed class SoundSale
{
    public const string Winner = "web/1";
    public const string Loser = "web/2";
    public const string Position = "MUG@BER";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Context = new(new CommandId("c"), new CorrelationId("c"), null);
    private static readonly NodeId Berlin = new("BER");
    private static readonly HoldId Hold = new("h-1");

    private readonly Dictionary<string, long> _versions = [];

    public JournalFold Journal { get; } = new();

    /// <summary>The sale as it should be.</summary>
    public SaleEvidence Evidence()
    {
        Happen(Winner, Accepted(pieces: 2));
        Happen(Position, Stocked(2), Held(2, of: 2), Committed(2, of: 2));
        return new(
            new Dictionary<string, Told> { [Winner] = Told.Accepted, [Loser] = Told.Refused },
            new Dictionary<string, long> { [Position] = 2 },
            Journal,
            new(2, Journal.Records, Journal.Records, [], []))
        {
            Erp = SoundDay.Book("erp", new LedgerDocument("orders", Winner, 1)),
            SoldOut = [Position],
            Greedy = new("greedy", LetIn: 10, Allowed: 10),
        };
    }

    public static OrderEvent[] Accepted(long pieces)
    {
        var line = new OrderLine(1, new("mug"), new("MUG"), new(pieces), new(9.90m, new Currency("EUR")));
        return
        [
            new OrderReceived(
                "hash", new("C-1"), new("EUR"), new("Ada", "Main 1", "Berlin", null, "10115", "DE"), [line], [Berlin]),
            new LineSourced(1, [new(Berlin, new(pieces), Hold)], Now),
            new OrderAccepted(Now),
            new ErpPosted(new("SO-1")),
        ];
    }

    public static StockAdjusted Stocked(long onHand) =>
        new(new($"stock-{onHand}"), StockChange.Set, onHand, "opening", Levels(onHand, 0, 0));

    public static StockHeld Held(long pieces, long of) => new(
        Hold, OrderKey.Parse(Winner), new(pieces), new(pieces), Now.AddMinutes(15), Levels(of, pieces, 0));

    public static HoldCommitted Committed(long pieces, long of) => new(Hold, new(pieces), Levels(of, 0, pieces));

    /// <summary>More events of an order.</summary>
    public void Happen(string order, params OrderEvent[] events)
    {
        foreach (var happening in events)
        {
            Take(new(StreamCategory.Order, order), OrderEvents.Format.Write(happening, Context, Now));
        }
    }

    /// <summary>More events of a position.</summary>
    public void Happen(string position, params PositionEvent[] events)
    {
        foreach (var happening in events)
        {
            Take(new(StreamCategory.Position, position), PositionEvents.Format.Write(happening, Context, Now));
        }
    }

    private static StockLevels Levels(long onHand, long pending, long committed) =>
        new(new(onHand), new(pending), new(committed));

    private void Take(StreamName stream, JournalEvent happening)
    {
        var version = _versions[stream.Key] = _versions.GetValueOrDefault(stream.Key) + 1;
        Journal.Take(new(stream, new StreamVersion(version), [happening], FeedPosition.Start, Now));
    }
}
