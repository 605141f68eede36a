using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Channels;

/// <summary>Answers what channels may promise from what this process knows, without calling a grain.</summary>
internal sealed class AvailabilityReads(
    ChannelDirectory channels, KitDirectory kits, IAvailability availability, NodeCatalogue catalogue)
{
    /// <summary>The answer and its entity tag; null when the channel is not configured.</summary>
    public async ValueTask<(AvailabilityAnswer Answer, string Tag)?> ReadAsync(
        ChannelId channel, ImmutableArray<ChannelSku> items, CancellationToken cancellation)
    {
        if (await channels.FindAsync(channel) is not { } known)
        {
            return null;
        }

        var nodes = catalogue.ServingOf(channel, known.Configuration.Nodes);
        var listings = items.Select(known.Configuration.Listings.GetValueOrDefault).ToArray();
        var book = kits.Current ?? await kits.GetAsync();
        var made = Array.ConvertAll(listings, listing => listing is null ? null : book.Find(listing.Sku));
        var positions = new List<PositionKey>(items.Length * nodes.Length);
        for (var index = 0; index < items.Length; index++)
        {
            if (made[index] is { } kit)
            {
                positions.AddRange(KitStock.Positions(kit, nodes));
            }
            else if (listings[index] is { } listing)
            {
                positions.AddRange(nodes.Select(node => new PositionKey(listing.Sku, node)));
            }
        }

        var reading = await availability.ReadAsync(positions, cancellation);
        var next = 0;
        var found = ImmutableArray.CreateBuilder<ItemAvailability>(items.Length);
        for (var index = 0; index < items.Length; index++)
        {
            if (made[index] is { } kit)
            {
                var parts = reading.Positions.AsSpan(next, nodes.Length * kit.Components.Length);
                found.Add(Kits(items[index], KitStock.PerNode(channel, kit, nodes, parts)));
                next += parts.Length;
                continue;
            }

            var stock = listings[index] is null ? [] : reading.Positions.AsSpan(next, nodes.Length);
            found.Add(Item(channel, items[index], listings[index] is not null, stock));
            next += stock.Length;
        }

        return (
            new(channel, reading.AsOf, found.MoveToImmutable()), Tag(known, book, reading.Positions));
    }

    private static ItemAvailability Item(
        ChannelId channel, ChannelSku sku, bool listed, ReadOnlySpan<PositionAvailability> stock)
    {
        var nodes = ImmutableArray.CreateBuilder<NodeAvailability>(stock.Length);
        foreach (var position in stock)
        {
            nodes.Add(new(
                position.Position.Node,
                position.AvailableTo(channel),
                position.Version,
                ExpectedAvailability.Of(position.Levels.NextFor(channel))));
        }

        return ItemAvailability.Of(sku, listed, nodes.MoveToImmutable());
    }

    private static ItemAvailability Kits(ChannelSku sku, ImmutableArray<NodeKits> kits) => ItemAvailability.Of(
        sku,
        true,
        [
            .. kits.Select(node => new NodeAvailability(
                node.Node, node.Available, node.Version, ExpectedAvailability.Of(node.Next))),
        ]);

    // FNV-1a over all versions: the same in every process that knows the same.
    private static string Tag(KnownChannel channel, KitBook book, ImmutableArray<PositionAvailability> positions)
    {
        var hash = Mix(Mix(14695981039346656037, channel.Version.Value), book.Version.Value);
        foreach (var position in positions)
        {
            hash = Mix(hash, position.Version.Value);
        }

        return string.Create(CultureInfo.InvariantCulture, $"\"{hash:x16}\"");

        static ulong Mix(ulong hash, long value) => unchecked((hash ^ (ulong)value) * 1099511628211);
    }
}
