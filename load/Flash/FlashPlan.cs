using System.Collections.Immutable;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Flash;

/// <summary>One kind of request that keeps arriving.</summary>
/// <param name="Channel">Who asks.</param>
/// <param name="Reads">True for availability reads, false for orders.</param>
/// <param name="Rate">How many arrive.</param>
internal sealed record FlashStream(string Channel, bool Reads, ArrivalRate Rate);

/// <summary>One request to come.</summary>
internal readonly record struct FlashArrival(TimeSpan At, FlashStream Stream);

/// <summary>Everything a run will send, and what it finds.</summary>
internal sealed record FlashPlan
{
    /// <summary>The one stock node.</summary>
    public const string StockNode = "FLASH";

    /// <summary>The channel of every scenario.</summary>
    public const string Channel = "web";

    /// <summary>The channel that asks for too much.</summary>
    public const string GreedyChannel = "greedy";

    /// <summary>The channel that warms the node up.</summary>
    public const string WarmUpChannel = "warmup";

    private const double WarmUpRate = 200;
    private const int WarmUpSkus = 100;
    private const int ManySkus = 10_000;
    private const long PlentyOfStock = 1_000_000;
    private const double BuyersPerPiece = 10;
    private const double ReadsPerOrder = 10;
    private const double GreedyShare = 5;
    private const double ModestShare = 0.5;
    private const double GreedyFrom = 1.0 / 3;
    private const double OutageFrom = 0.3;
    private const double OutageTo = 0.8;

    private FlashPlan(FlashSettings settings, ImmutableArray<FlashStream> streams)
    {
        Settings = settings;
        Streams = streams;
        var dice = new Random(settings.Seed);
        Arrivals =
        [
            .. streams
                .SelectMany(stream => ArrivalSchedule.Draw(stream.Rate, settings.Pattern, dice)
                    .Select(at => new FlashArrival(at, stream)))
                .OrderBy(arrival => arrival.At),
        ];
    }

    /// <summary>What was asked for.</summary>
    public FlashSettings Settings { get; }

    /// <summary>What arrives.</summary>
    public ImmutableArray<FlashStream> Streams { get; }

    /// <summary>Every request, in order.</summary>
    public ImmutableArray<FlashArrival> Arrivals { get; }

    /// <summary>Number of the first SKU.</summary>
    public int FirstSku { get; private init; }

    /// <summary>SKUs that are sold.</summary>
    public int Skus { get; private init; } = ManySkus;

    /// <summary>Pieces of each at the start.</summary>
    public long StockPerSku { get; private init; } = PlentyOfStock;

    /// <summary>Lines of each order, one piece each.</summary>
    public int Lines { get; private init; } = 2;

    /// <summary>True when there are more buyers than pieces, so that in the end exactly the stock is sold.</summary>
    public bool SellsOut { get; private init; }

    /// <summary>While the ERP is away; null when it never is.</summary>
    public (TimeSpan From, TimeSpan To)? Outage { get; private init; }

    /// <summary>Since when one channel asks for too much; null when none does.</summary>
    public TimeSpan? GreedySince { get; private init; }

    /// <summary>Requests per second that one channel may make; null for the node's default.</summary>
    public int? ChannelRate { get; private init; }

    /// <summary>Every position at the start: its SKU, and how much there is of it.</summary>
    public IEnumerable<StockRow> Stock =>
        Enumerable.Range(FirstSku, Skus).Select(number => new StockRow(Sku(number), StockNode, StockPerSku));

    /// <summary>
    /// What is sent before the run so that it does not measure the just-in-time compiler: a channel and SKUs apart.
    /// </summary>
    public static FlashPlan WarmUp(FlashSettings settings, TimeSpan length) => new(
        settings,
        [new(WarmUpChannel, Reads: false, ArrivalRate.Constant(Math.Min(settings.Rate, WarmUpRate), length))])
    {
        FirstSku = ManySkus,
        Skus = WarmUpSkus,
    };

    /// <summary>Makes the plan of a run.</summary>
    public static FlashPlan Of(FlashSettings settings)
    {
        var (rate, length) = (settings.Rate, settings.Length);
        var sale = new FlashStream(Channel, Reads: false, ArrivalRate.Sale(rate, settings.Spike, length));
        var reads = new FlashStream(
            Channel, Reads: true, ArrivalRate.Sale(rate * ReadsPerOrder, settings.Spike, length));
        var modest = new FlashStream(Channel, Reads: false, ArrivalRate.Constant(rate * ModestShare, length));
        var since = length * GreedyFrom;
        var greedy = new FlashStream(
            GreedyChannel, Reads: false, ArrivalRate.From(since, rate * GreedyShare, length));
        return settings.Scenario switch
        {
            FlashScenario.Hot => new(settings, [sale])
            {
                Skus = 1,
                Lines = 1,
                SellsOut = true,
                StockPerSku = Math.Max(1, (long)(sale.Rate.Expected / BuyersPerPiece)),
            },
            FlashScenario.Spread => new(settings, [sale]),
            FlashScenario.Mixed => new(settings, [sale, reads]),
            FlashScenario.ErpDown => new(settings, [sale]) { Outage = (length * OutageFrom, length * OutageTo) },
            FlashScenario.Greedy => new(settings, [modest, greedy])
            {
                GreedySince = since,
                ChannelRate = (int)Math.Ceiling(rate),
            },
        };
    }

    /// <summary>A SKU by its number.</summary>
    public static string Sku(int number) => FormattableString.Invariant($"SKU-{number:D5}");
}
