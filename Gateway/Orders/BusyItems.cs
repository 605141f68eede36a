using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrderGrid.Channels;
using OrderGrid.Gateway.Channels;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>
/// Counts the orders under way per item, so that everybody's rush for one leaves places for orders of others, and one
/// channel's rush for it leaves places for those of another channel. An order for a kit counts for the kit and for each
/// of its components: it is the components' positions that have the work.
/// </summary>
public sealed class BusyItems(GatewayOptions options, ChannelDirectory channels, KitDirectory kits)
{
    // An order with more of them is refused when it is looked at; until then it is not to cost more than others.
    private const int MaxItems = OrderLimits.MaxLines + KitLimits.MaxComponentsPerOrder;

    private readonly AdmissionLimits _limits = options.Admission;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Sku Sku, ChannelId? Channel), int> _underWay = [];

    /// <summary>Items that orders are under way for.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _underWay.Count;
            }
        }
    }

    /// <summary>
    /// Takes a place for each item of an order, to be given back when it is answered; a fault when one has none.
    /// </summary>
    public async ValueTask<(IDisposable? Places, RequestFault? Refused)> TakeAsync(
        ChannelId channel, ChannelOrder order)
    {
        if (await channels.FindAsync(channel) is not { } known)
        {
            return default;
        }

        var skus = ItemsOf(order, known.Configuration);
        var inAll = AdmissionLimits.Share(_limits.MaxInFlight, _limits.ItemPercent);
        var ofChannel = AdmissionLimits.Share(
            inAll, known.Configuration.InFlightPercent ?? _limits.ChannelPercent);
        lock (_lock)
        {
            foreach (var sku in skus)
            {
                if (_underWay.GetValueOrDefault((sku, null)) >= inAll
                    || _underWay.GetValueOrDefault((sku, channel)) >= ofChannel)
                {
                    return (null, new(Refusals.ItemBusy, $"Item '{sku}': nothing was done. Wait as Retry-After says."));
                }
            }

            Add(skus, channel, 1);
        }

        return (new Places(this, skus, channel), null);
    }

    // Kits are taken for what was known of them last: a place is no promise, and nobody is to wait for it.
    private ImmutableArray<Sku> ItemsOf(ChannelOrder order, ChannelConfiguration configuration)
    {
        var book = kits.Latest;
        var named = order.Lines
            .Select(line => configuration.Listings.GetValueOrDefault(line.Sku)?.Sku).OfType<Sku>().Distinct();
        return [.. (book.IsEmpty ? named : named.SelectMany(With).Distinct()).Take(MaxItems)];

        IEnumerable<Sku> With(Sku sku) => book.Find(sku) is { } kit
            ? kit.Components.Select(component => component.Sku).Prepend(sku)
            : [sku];
    }

    private void Add(ImmutableArray<Sku> skus, ChannelId channel, int change)
    {
        foreach (var sku in skus)
        {
            Add((sku, null), change);
            Add((sku, channel), change);
        }
    }

    private void Add((Sku Sku, ChannelId? Channel) key, int change)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_underWay, key, out _);
        count += change;
        if (count == 0)
        {
            _underWay.Remove(key);
        }
    }

    private sealed class Places(BusyItems items, ImmutableArray<Sku> skus, ChannelId channel) : IDisposable
    {
        public void Dispose()
        {
            lock (items._lock)
            {
                items.Add(skus, channel, -1);
            }
        }
    }
}
