using System.Collections.Immutable;
using OrderGrid.Channels;

namespace OrderGrid.Inventory;

/// <summary>What reservations for single channels leave them, as far as promising needs it.</summary>
/// <param name="All">Each channel at most once, at least one; see <see cref="StockLimits.Allotments"/>.</param>
[GenerateSerializer, Immutable, Alias("ChannelShares")]
public sealed record ChannelShares([property: Id(0)] ImmutableArray<ChannelShare> All)
{
    /// <summary>What reservations leave; null when there are none.</summary>
    public static ChannelShares? Of(StockTerms? terms) => terms is null || terms.Allotments.IsEmpty
        ? null
        : new([.. terms.Allotments.Select(one => new ChannelShare(one.Channel, one.Left, one.Overflow))]);

    /// <summary>A channel's share, or null.</summary>
    public ChannelShare? Of(ChannelId channel)
    {
        foreach (var share in All)
        {
            if (share.Channel == channel)
            {
                return share;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ChannelShares? other) => other is not null && All.AsSpan().SequenceEqual(other.All.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => All.Aggregate(All.Length, HashCode.Combine);
}

/// <summary>What a reservation leaves a channel.</summary>
/// <param name="Channel">Only this channel may have it.</param>
/// <param name="Left">Pieces; as many of them as are there may be promised.</param>
/// <param name="Overflow">True: the common pool is the channel's as well.</param>
[GenerateSerializer, Immutable, Alias("ChannelShare")]
public readonly record struct ChannelShare(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] Quantity Left, [property: Id(2)] bool Overflow);
