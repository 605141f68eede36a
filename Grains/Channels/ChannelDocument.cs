using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Channels.Formats;

namespace OrderGrid.Channels;

/// <summary>Reads documents in a channel's own format. Pure; whatever the bytes are, there is an outcome.</summary>
public static class ChannelDocument
{
    /// <summary>Largest document, in bytes, inclusive.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Most orders in one document, inclusive.</summary>
    public const int MaxOrders = 1_000;

    /// <summary>
    /// The orders of a document, in its order: at least one entry. What is wrong with one order does not touch the
    /// others; a document over a limit is refused whole.
    /// </summary>
    public static ImmutableArray<ReadOrder> Read(ChannelConfiguration channel, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (content.Length > MaxBytes)
        {
            return [ReadOrder.Unreadable($"A document has at most {MaxBytes} bytes; this one has {content.Length}.")];
        }

        content = content.StartsWith("\uFEFF"u8) ? content["\uFEFF"u8.Length..] : content;
        var orders = channel.Format switch
        {
            ChannelFormats.Canonical => JsonOrders.Read(content, CanonicalFormat.Read),
            ChannelFormats.Webshop => JsonOrders.Read(content, WebshopFormat.Read),
            ChannelFormats.Marketplace => JsonOrders.Read(content, MarketplaceFormat.Read),
            ChannelFormats.B2B => B2BFormat.Read(content),
            ChannelFormats.Northwind => JsonOrders.Read(content, NorthwindFormat.Read),
            _ => throw new UnreachableException($"A channel was configured with the format '{channel.Format}'."),
        };
        return orders.Length switch
        {
            0 => [ReadOrder.Unreadable("The document holds no order.")],
            > MaxOrders =>
                [ReadOrder.Unreadable($"A document has at most {MaxOrders} orders; this one has more. Split it.")],
            _ => orders,
        };
    }
}
