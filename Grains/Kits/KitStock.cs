using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>What can be promised of a kit: at each node, what its scarcest component allows. Pure.</summary>
public static class KitStock
{
    /// <summary>
    /// Room that each definition leaves for the versions of its components. A revision and this many stay within the
    /// whole numbers that every JSON reader knows.
    /// </summary>
    private const long VersionsPerRevision = 1_000_000_000_000;

    /// <summary>The positions to ask for: node by node, the components in their order.</summary>
    public static IEnumerable<PositionKey> Positions(Kit kit, ImmutableArray<NodeId> nodes)
    {
        ArgumentNullException.ThrowIfNull(kit);
        return nodes.SelectMany(node => kit.Components, (node, component) => new PositionKey(component.Sku, node));
    }

    /// <summary>What a channel may promise of them as one figure per node, in kits.</summary>
    /// <param name="channel">Who asks: of each component it has what its own reservations leave it.</param>
    /// <param name="kit">What a kit is made of.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="positions">As <see cref="Positions"/> names them.</param>
    public static ImmutableArray<NodeKits> PerNode(
        ChannelId channel,
        Kit kit,
        ImmutableArray<NodeId> nodes,
        ReadOnlySpan<PositionAvailability> positions)
    {
        ArgumentNullException.ThrowIfNull(kit);
        var found = ImmutableArray.CreateBuilder<NodeKits>(nodes.Length);
        for (var index = 0; index < nodes.Length; index++)
        {
            var parts = positions.Slice(index * kit.Components.Length, kit.Components.Length);
            found.Add(
                new(nodes[index], Whole(channel, kit, parts), VersionOf(kit, parts), NextFor(channel, kit, parts)));
        }

        return found.MoveToImmutable();
    }

    private static Quantity Whole(
        ChannelId channel, Kit kit, ReadOnlySpan<PositionAvailability> parts, DateTimeOffset? by = null)
    {
        var most = Quantity.MaxPieces;
        for (var index = 0; index < parts.Length; index++)
        {
            var available = by is { } time
                ? parts[index].Levels.By(time).AvailableTo(channel)
                : parts[index].AvailableTo(channel);
            most = Math.Min(most, available.Pieces / kit.Components[index].PerKit.Pieces);
        }

        return new(most);
    }

    // The first day on which a component comes and there are whole kits more.
    private static ExpectedPieces? NextFor(
        ChannelId channel, Kit kit, ReadOnlySpan<PositionAvailability> parts)
    {
        SortedSet<DateTimeOffset>? days = null;
        foreach (var part in parts)
        {
            if (part.Levels.Aside?.Expected is { } expected)
            {
                (days ??= []).UnionWith(expected.Next.Select(day => day.At));
            }
        }

        if (days is null)
        {
            return null;
        }

        var now = Whole(channel, kit, parts);
        foreach (var day in days)
        {
            var then = Whole(channel, kit, parts, day);
            if (then > now)
            {
                return new(day, then);
            }
        }

        return null;
    }

    // Versions of the components only go up, and so does their sum; a new definition goes beyond them all, and the
    // first one beyond whatever the item had been before it was a kit.
    private static StreamVersion VersionOf(Kit kit, ReadOnlySpan<PositionAvailability> parts)
    {
        var sum = 0L;
        foreach (var part in parts)
        {
            sum += part.Version.Value;
        }

        return new(checked((kit.Revision * VersionsPerRevision) + Math.Min(sum, VersionsPerRevision - 1)));
    }
}

/// <summary>What one node can promise of a kit.</summary>
/// <param name="Node">The node.</param>
/// <param name="Available">Whole kits.</param>
/// <param name="Version">Goes up with every change of a component, and with every definition.</param>
/// <param name="Next">When receipts of components make more kits, and how many there are then; else null.</param>
public readonly record struct NodeKits(
    NodeId Node, Quantity Available, StreamVersion Version, ExpectedPieces? Next);
