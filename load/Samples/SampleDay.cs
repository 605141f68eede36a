using System.Collections.Immutable;

namespace OrderGrid.Load.Samples;

/// <summary>Draws one day of orders over all channels, with some that are wrong or sent again on purpose.</summary>
public sealed class SampleDay
{
    /// <summary>Orders each channel sends in good faith, before the odd ones.</summary>
    public const int WebshopOrders = 330;

    /// <inheritdoc cref="WebshopOrders"/>
    public const int MarketplaceOrders = 180;

    /// <inheritdoc cref="WebshopOrders"/>
    public const int B2bOrders = 76;

    private const double HotShare = 0.12;
    private const int TooManyPieces = 250_000;

    private static readonly DateTimeOffset Opening = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(14);

    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan B2bRepeatAfter = TimeSpan.FromHours(4.5);

    private readonly Random _dice;
    private readonly SampleBuyers _buyers;
    private readonly List<SampleOrder> _orders = [];
    private readonly List<SampleOddity> _oddities = [];

    /// <summary>Draws the day; the same seed draws the same day.</summary>
    public SampleDay(int seed)
    {
        _dice = new Random(seed);
        _buyers = new SampleBuyers(_dice);
        Draw(SampleChannel.Webshop, WebshopOrders, index => $"W{200001 + index}");
        Draw(SampleChannel.Marketplace, MarketplaceOrders, index => $"302-{4410000 + (index * 13)}-{7000 + index}");
        Draw(SampleChannel.B2b, B2bOrders, index => $"PO-2026-{1001 + index}");
        foreach (var channel in new[] { SampleChannel.Webshop, SampleChannel.Marketplace, SampleChannel.B2b })
        {
            Plant(channel);
        }
    }

    /// <summary>Every order in the order it is sent, repeats included.</summary>
    public ImmutableArray<SampleOrder> Orders => [.. _orders.OrderBy(order => order.SentAt)];

    /// <summary>The orders that are odd on purpose.</summary>
    public ImmutableArray<SampleOddity> Oddities => [.. _oddities];

    /// <summary>
    /// What the orders that can be understood ask for, in stock units; too large ones and repeats left out.
    /// </summary>
    public IReadOnlyDictionary<string, int> Demand()
    {
        var odd = _oddities.Select(oddity => (oddity.Channel, oddity.Number)).ToHashSet();
        return _orders
            .Where(order => !odd.Contains((order.Channel, order.Number)))
            .SelectMany(order => order.Lines)
            .GroupBy(line => line.Sku!)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.StockUnits));
    }

    private void Draw(SampleChannel channel, int count, Func<int, string> number)
    {
        for (var index = 0; index < count; index++)
        {
            var seconds = OpenFor.TotalSeconds * (index + _dice.NextDouble()) / count;
            var placedAt = Opening + TimeSpan.FromSeconds(Math.Floor(seconds));
            var firm = channel == SampleChannel.B2b;
            var buyer = firm ? _buyers.Firm() : _buyers.Person();
            var lines = Lines(channel, _dice.Next(1, firm ? 7 : 4));
            _orders.Add(new SampleOrder(channel.Channel, number(index), placedAt, buyer, lines));
        }
    }

    private ImmutableArray<SampleLine> Lines(SampleChannel channel, int count)
    {
        var listings = new HashSet<SampleListing>();
        while (listings.Count < count)
        {
            var hot = _dice.NextDouble() < HotShare;
            SampleListing[] pool = [.. channel.Listings.Where(listing => listing.Item.Hot == hot)];
            listings.Add(pool[_dice.Next(pool.Length)]);
        }

        return [.. listings.Select(Line)];
    }

    private SampleLine Line(SampleListing listing)
    {
        // Large units are rare: two draws must both point to the last one.
        var units = listing.Units;
        var (unit, factor) = units[Math.Min(_dice.Next(units.Length), _dice.Next(units.Length))];
        var quantity = _dice.Next(1, factor > 100 ? 2 : 6);
        return new SampleLine(
            listing.ChannelSku, unit, quantity, listing.Item.Price * factor, listing.Item.Sku, quantity * factor);
    }

    private void Plant(SampleChannel channel)
    {
        var own = _orders.Where(order => order.Channel == channel.Channel).ToList();
        // Of the first half of the day, so that there is a later upload for a repeat to be in.
        var victims = Enumerable.Range(0, own.Count / 2).ToArray();
        _dice.Shuffle(victims);
        var next = 0;
        Spoil(own[victims[next++]], "unknown-sku", line => line with { ChannelSku = "NO-SUCH-ITEM", Sku = null });
        Spoil(own[victims[next++]], "unknown-sku", line => line with { ChannelSku = "GONE-2019", Sku = null });
        Spoil(own[victims[next++]], "unknown-unit", line => line with { Unit = "GROSS", StockUnits = 0 });
        Spoil(own[victims[next++]], "too-large", line => line with { Quantity = TooManyPieces });
        Repeat(own[victims[next++]], "repeat", order => order);
        Repeat(own[victims[next++]], "repeat", order => order);
        Repeat(own[victims[next]], "changed-repeat", order => order with
        {
            Lines = order.Lines.SetItem(0, order.Lines[0] with { Quantity = order.Lines[0].Quantity + 1 }),
        });
    }

    private void Spoil(SampleOrder order, string kind, Func<SampleLine, SampleLine> spoil)
    {
        _orders[_orders.IndexOf(order)] = order with { Lines = order.Lines.SetItem(0, spoil(order.Lines[0])) };
        _oddities.Add(new SampleOddity(order.Channel, order.Number, kind));
    }

    private void Repeat(SampleOrder order, string kind, Func<SampleOrder, SampleOrder> change)
    {
        // It still says when it was placed, so that what is sent is equal. Within one CSV file the rows of a repeat
        // would run together with the first ones': business customers repeat in a later upload.
        var later = order.Channel == SampleChannel.B2b.Channel ? B2bRepeatAfter : RepeatAfter;
        _orders.Add(change(order) with { SentAt = order.SentAt + later });
        _oddities.Add(new SampleOddity(order.Channel, order.Number, kind));
    }
}
