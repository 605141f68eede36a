using System.Text.Json.Serialization;
using OrderGrid.Channels;

namespace OrderGrid.Inventory;

/// <summary>Where a position stands. All in pieces of the stock unit.</summary>
/// <param name="OnHand">Physically there, damaged pieces included.</param>
/// <param name="Pending">Held, not yet committed.</param>
/// <param name="Committed">Promised to orders and not yet shipped.</param>
[GenerateSerializer, Immutable, Alias("StockLevels")]
public readonly record struct StockLevels(
    [property: Id(0)] Quantity OnHand, [property: Id(1)] Quantity Pending, [property: Id(2)] Quantity Committed)
{
    /// <summary>What stands beside the three figures; null while all of it is zero.</summary>
    [Id(3)]
    public SetAside? Aside { get; init; }

    /// <summary>
    /// What any channel may still promise: on hand − pending − committed − safety − damaged − what is reserved for
    /// single channels; never negative. Backorders are not in it.
    /// </summary>
    public Quantity AvailableToPromise => new(Math.Max(0, Free - (Aside?.Reserved.Pieces ?? 0)));

    /// <summary>What is not spoken for, channels' reservations apart; negative when safety stock is promised.</summary>
    public long Free => Unpromised - (Aside?.Safety.Pieces ?? 0);

    /// <summary>
    /// Pieces promised from stock that are not there, after a count or a damage that could not be refused; 0 as long
    /// as the physical world keeps to the books.
    /// </summary>
    public Quantity Short => new(Math.Max(0, -Unpromised));

    /// <summary>
    /// What a channel may promise of what is there: what its own reservation leaves it, and the common pool unless that
    /// reservation forbids it. Scarce pieces that several reservations name go to who comes first.
    /// </summary>
    public Quantity AvailableTo(ChannelId channel) =>
        Aside?.Shares?.Of(channel) is { } own ? AvailableTo(own.Left, own.Overflow) : AvailableToPromise;

    /// <summary>The same for a channel with a reservation.</summary>
    /// <param name="left">What is left of it.</param>
    /// <param name="overflow">True: it has the common pool as well.</param>
    public Quantity AvailableTo(Quantity left, bool overflow)
    {
        var own = Math.Min(Math.Max(0, Free), left.Pieces);
        return new(own + (overflow ? AvailableToPromise.Pieces : 0));
    }

    /// <summary>
    /// The earliest of the times known at which receipts leave a channel more than it may promise now, and how much
    /// that is in all; null when none does. Whoever waits for pieces, what is short and what is kept back come first.
    /// </summary>
    public ExpectedPieces? NextFor(ChannelId channel)
    {
        if (Aside?.Expected is not { } expected)
        {
            return null;
        }

        var now = AvailableTo(channel);
        foreach (var day in expected.Next)
        {
            var then = By(day.At).AvailableTo(channel);
            if (then > now)
            {
                return new(day.At, then);
            }
        }

        return null;
    }

    /// <summary>The levels as they would be once all has come that receipts bring until a time.</summary>
    public StockLevels By(DateTimeOffset time) => Aside?.Expected is { } expected
        ? (this with { OnHand = new(Math.Min(OnHand.Pieces + expected.By(time), Quantity.MaxPieces)) }).Settled()
        : this;

    private long Unpromised => OnHand.Pieces - Pending.Pieces - Committed.Pieces
        + (Aside is { } aside ? aside.Backordered.Pieces - aside.Damaged.Pieces : 0);

    /// <summary>
    /// The same levels with other figures beside them. Free pieces go to backorders first, which is why an incoming
    /// piece that somebody waits for is never offered to anybody else.
    /// </summary>
    public StockLevels With(SetAside aside)
    {
        ArgumentNullException.ThrowIfNull(aside);
        var open = new Quantity(Math.Min(aside.Backordered.Pieces, Pending.Pieces + Committed.Pieces));
        var levels = this with { Aside = aside with { Backordered = open } };
        var covered = Quantity.Min(open, levels.AvailableToPromise);
        var settled = aside with { Backordered = open - covered };
        return this with { Aside = settled == SetAside.Nothing ? null : settled };
    }

    /// <summary>The same levels, with backorders covered from what has become free.</summary>
    public StockLevels Settled() => Aside is { } aside ? With(aside) : this;
}

/// <summary>The rarer figures of a position. All in pieces; each left out of JSON while it is 0.</summary>
/// <param name="Safety">Kept back from every sale.</param>
/// <param name="Damaged">On hand but not for sale: damaged, or held for quality.</param>
/// <param name="Reserved">Left of what is reserved for single channels.</param>
/// <param name="Backordered">Held against what is still to come: part of pending and committed.</param>
/// <param name="Incoming">Expected by receipts and transfers that have not arrived.</param>
/// <param name="Leaving">On the way to other nodes; no longer on hand.</param>
[GenerateSerializer, Immutable, Alias("SetAside")]
public sealed record SetAside(
    [property: Id(0), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Safety = default,
    [property: Id(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Damaged = default,
    [property: Id(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Reserved = default,
    [property: Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Backordered = default,
    [property: Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Incoming = default,
    [property: Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Leaving = default)
{
    /// <summary>All zero.</summary>
    public static SetAside Nothing { get; } = new();

    /// <summary>To whom what is reserved belongs; null without reservations and in older journals.</summary>
    [Id(6)]
    public ChannelShares? Shares { get; init; }

    /// <summary>What receipts bring next; null without receipts and in older journals.</summary>
    [Id(7)]
    public ExpectedStock? Expected { get; init; }

    /// <summary>The same figures with the receipts of some terms.</summary>
    public SetAside Expecting(StockTerms? terms) =>
        this with { Incoming = terms?.Incoming ?? Quantity.Zero, Expected = ExpectedStock.Of(terms) };

    /// <summary>The same figures with the reservations of some terms.</summary>
    public SetAside Reserving(StockTerms? terms) =>
        this with { Reserved = terms?.Reserved ?? Quantity.Zero, Shares = ChannelShares.Of(terms) };
}
