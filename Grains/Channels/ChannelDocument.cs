using System.Collections.Immutable;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>One order of a document: its body, or why it could not be read.</summary>
public sealed record ReadOrder(string? Number, ChannelOrder? Order, string? Fault, ImmutableArray<LineRefusal> Refusals);

/// <summary>Reads documents in a channel's own format.</summary>
public static class ChannelDocument
{
    /// <summary>The orders of a document, in its order.</summary>
    public static ImmutableArray<ReadOrder> Read(ChannelConfiguration channel, ReadOnlySpan<byte> content) =>
        [new(null, null, $"Documents of {channel.Format} ({content.Length} bytes) cannot be read.", [])];
}
