using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrderGrid.Inventory;

namespace OrderGrid.Orders;

/// <summary>
/// Names what an order asks of a position, the same in every attempt, so that an attempt finds what one before it,
/// broken off, has left.
/// </summary>
internal static class OrderHoldIds
{
    private const int DigestBytes = 12;

    /// <summary>The series of holds for a line at a node.</summary>
    /// <param name="request">What is sourced.</param>
    /// <param name="line">The line.</param>
    /// <param name="node">The node.</param>
    public static HoldId Of(OrderSourcing.Request request, OrderLine line, NodeId node)
    {
        // A digest, as the names in full would not fit. Should two orders ever share one, the holder tells them apart.
        var named = string.Create(
            CultureInfo.InvariantCulture, $"{request.Order} {request.Occasion} {line.Line} {line.Sku}@{node}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(named.AsSpan()), digest);
        Span<char> hex = stackalloc char[2 * DigestBytes];
        Convert.TryToHexStringLower(digest[..DigestBytes], hex, out _);
        return new(string.Create(CultureInfo.InvariantCulture, $"{hex}-{line.Line}"));
    }
}
