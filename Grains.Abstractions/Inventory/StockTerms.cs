using System.Collections.Immutable;
using OrderGrid.Channels;

namespace OrderGrid.Inventory;

/// <summary>What is particular about a position: who may have how much of it, and what is on its way.</summary>
[GenerateSerializer, Immutable, Alias("StockTerms")]
public sealed record StockTerms
{
    /// <summary>Nothing particular.</summary>
    public static StockTerms None { get; } = new();

    /// <summary>Channels' reservations, each channel at most once; see <see cref="StockLimits.Allotments"/>.</summary>
    [Id(0)]
    public ImmutableArray<Allotment> Allotments { get; init; } = [];

    /// <summary>Receipts that have not arrived, the earliest first; see <see cref="StockLimits.Receipts"/>.</summary>
    [Id(1)]
    public ImmutableArray<IncomingReceipt> Receipts { get; init; } = [];

    /// <summary>How far it may be promised before it is there; null for not at all.</summary>
    [Id(2)]
    public BackorderTerms? Backorder { get; init; }

    /// <summary>How far it may be promised before it is on the market; null for not at all.</summary>
    [Id(3)]
    public PreorderTerms? Preorder { get; init; }

    /// <summary>The most that one buyer may have; null for no limit.</summary>
    [Id(4)]
    public BuyerCap? BuyerCap { get; init; }

    /// <summary>True when there is nothing to keep.</summary>
    public bool IsNone => Allotments.IsEmpty && Receipts.IsEmpty
        && Backorder is null && Preorder is null && BuyerCap is null;

    /// <summary>Left of all reservations.</summary>
    public Quantity Reserved => new(Math.Min(Allotments.Sum(one => one.Left.Pieces), Quantity.MaxPieces));

    /// <summary>Expected by all receipts.</summary>
    public Quantity Incoming => new(Math.Min(Receipts.Sum(one => one.Quantity.Pieces), Quantity.MaxPieces));

    /// <summary>
    /// What a channel may promise from what is there: its own reservation, and the common pool unless its
    /// reservation forbids that. Scarce pieces that several reservations name go to who comes first.
    /// </summary>
    public Quantity AvailableTo(StockLevels levels, ChannelId channel)
    {
        if (Of(channel) is not { } own)
        {
            return levels.AvailableToPromise;
        }

        return levels.AvailableTo(own.Left, own.Overflow);
    }

    /// <summary>What may be promised beyond that, of what is still to come.</summary>
    public Quantity Promisable(StockLevels levels, DateTimeOffset now)
    {
        var limit = Preorder is { } preorder && now < preorder.From ? preorder.Limit
            : Backorder is not { } backorder ? Quantity.Zero
            : backorder.HorizonDays is not { } days ? backorder.Limit
            : Quantity.Min(backorder.Limit, ExpectedBy(now.AddDays(days)));
        return new(Math.Max(0, limit.Pieces - Awaited(levels)));
    }

    /// <summary>
    /// What a channel may be promised of what is still to come, expected at a time or before. A channel whose
    /// reservation must not overflow is given nothing: that goes to the common pool.
    /// </summary>
    /// <param name="levels">Where the position stands.</param>
    /// <param name="channel">Who asks.</param>
    /// <param name="now">UTC.</param>
    /// <param name="by">The latest time, UTC; null: whenever it comes, and when nobody knows.</param>
    public Quantity PromisableTo(StockLevels levels, ChannelId channel, DateTimeOffset now, DateTimeOffset? by)
    {
        if (Of(channel) is { Overflow: false })
        {
            return Quantity.Zero;
        }

        var most = Promisable(levels, now);
        return by is not { } latest || IsOnMarketBy(latest, now)
            ? most
            : Quantity.Min(most, new(Math.Max(0, ExpectedBy(latest).Pieces - Awaited(levels))));
    }

    /// <summary>
    /// When pieces that wait behind all earlier ones are expected; null when nobody knows. What is short is made up
    /// for first.
    /// </summary>
    /// <param name="levels">Where the position stands.</param>
    /// <param name="waiting">Pieces that wait, these included.</param>
    public DateTimeOffset? PromisedAt(StockLevels levels, long waiting) =>
        CoveredAt(new(Math.Min(waiting + levels.Short.Pieces, Quantity.MaxPieces))) ?? Preorder?.From;

    /// <summary>When the receipts cover a number of pieces; null when they do not.</summary>
    public DateTimeOffset? CoveredAt(Quantity pieces)
    {
        var sum = 0L;
        foreach (var receipt in Receipts)
        {
            sum += receipt.Quantity.Pieces;
            if (sum >= pieces.Pieces)
            {
                return receipt.Eta;
            }
        }

        return null;
    }

    /// <summary>A channel's reservation, or null.</summary>
    public Allotment? Of(ChannelId channel)
    {
        foreach (var allotment in Allotments)
        {
            if (allotment.Channel == channel)
            {
                return allotment;
            }
        }

        return null;
    }

    private static long Awaited(StockLevels levels) =>
        (levels.Aside?.Backordered.Pieces ?? 0) + levels.Short.Pieces;

    // A preorder that no receipt covers is promised for the day on which the item comes on the market.
    private bool IsOnMarketBy(DateTimeOffset latest, DateTimeOffset now) =>
        Preorder is { } preorder && now < preorder.From && preorder.From <= latest
        && Receipts.All(receipt => receipt.Eta <= latest);

    private Quantity ExpectedBy(DateTimeOffset time) => new(Math.Min(
        Receipts.Where(receipt => receipt.Eta <= time).Sum(receipt => receipt.Quantity.Pieces), Quantity.MaxPieces));
}

/// <summary>Pieces reserved for one channel.</summary>
/// <param name="Channel">Only this channel may have them.</param>
/// <param name="Reserved">How many, counted from when the reservation was made.</param>
/// <param name="Taken">What the channel has taken since then, less what it gave back.</param>
/// <param name="Overflow">True: when they are used up the channel may take from the common pool.</param>
[GenerateSerializer, Immutable, Alias("Allotment")]
public sealed record Allotment(
    [property: Id(0)] ChannelId Channel,
    [property: Id(1)] Quantity Reserved,
    [property: Id(2)] Quantity Taken,
    [property: Id(3)] bool Overflow)
{
    /// <summary>What is left of it.</summary>
    public Quantity Left => Reserved - Quantity.Min(Reserved, Taken);
}

/// <summary>Stock that is expected.</summary>
/// <param name="Receipt">Its name: a purchase order's line, or a transfer.</param>
/// <param name="Quantity">Pieces that have not arrived, at least 1.</param>
/// <param name="Eta">When they are expected, UTC; in the past when they are late.</param>
[GenerateSerializer, Immutable, Alias("IncomingReceipt")]
public sealed record IncomingReceipt(
    [property: Id(0)] ReceiptId Receipt,
    [property: Id(1)] Quantity Quantity,
    [property: Id(2)] DateTimeOffset Eta);

/// <summary>Promises of what is still to come.</summary>
/// <param name="Limit">Most pieces backordered at the same time.</param>
/// <param name="HorizonDays">
/// 1 to 365: at most what receipts bring within so many days; null: up to the limit whatever is expected.
/// </param>
[GenerateSerializer, Immutable, Alias("BackorderTerms")]
public sealed record BackorderTerms([property: Id(0)] Quantity Limit, [property: Id(1)] int? HorizonDays);

/// <summary>Promises of what is not on the market yet.</summary>
/// <param name="Limit">Most pieces preordered at the same time.</param>
/// <param name="From">When it comes on the market, UTC: from then on backorder terms hold.</param>
[GenerateSerializer, Immutable, Alias("PreorderTerms")]
public sealed record PreorderTerms([property: Id(0)] Quantity Limit, [property: Id(1)] DateTimeOffset From);

/// <summary>The most that one buyer may have.</summary>
/// <param name="Most">Pieces over what the buyer holds or was promised, shipped ones included.</param>
/// <param name="WindowHours">1 to 8,760: counted anew so long after the buyer's first; null: in all.</param>
[GenerateSerializer, Immutable, Alias("BuyerCap")]
public sealed record BuyerCap([property: Id(0)] Quantity Most, [property: Id(1)] int? WindowHours);

/// <summary>Named limits of what a position keeps about its stock.</summary>
public static class StockLimits
{
    /// <summary>Most receipts that are expected at one position.</summary>
    public const int Receipts = 32;

    /// <summary>Most channels with a reservation at one position.</summary>
    public const int Allotments = 16;

    /// <summary>Buyers that a cap remembers; beyond it the one who came first is forgotten.</summary>
    public const int Buyers = 10_000;

    /// <summary>Changes of on hand that a snapshot can be brought up to date with.</summary>
    public const int Entries = 256;

    /// <summary>How long such a change is kept once later ones have come.</summary>
    public static readonly TimeSpan EntryAge = TimeSpan.FromHours(24);

    /// <summary>How far ahead of this clock the time of a count may be.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Most days of a backorder's horizon.</summary>
    public const int HorizonDays = 365;

    /// <summary>Most hours of a buyer's window.</summary>
    public const int WindowHours = 8_760;

    /// <summary>Most changes that one snapshot can name as included.</summary>
    public const int Included = 64;

    /// <summary>Most promises that one event changes; the next ones follow at once.</summary>
    public const int PromisesPerEvent = 256;

    /// <summary>Most orders that are told of changed promises at the same time.</summary>
    public const int PromisesInFlight = 64;
}
