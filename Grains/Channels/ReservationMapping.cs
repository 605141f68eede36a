using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>Turns a channel's cart into our terms. Pure.</summary>
public static class ReservationMapping
{
    /// <summary>The cart's lines in our terms, or the refusal of those that cannot be understood.</summary>
    public static (ImmutableArray<ReservationLine> Lines, ReservationOutcome? Refused) Map(
        ChannelConfiguration channel, KitBook kits, ReservationKey key, ChannelReservation cart)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(cart);
        if (cart.Lines.Length is 0 or > ReservationLimits.MaxLines
            || !IsOne(cart.ExpiresInSeconds, cart.ExpiresAt))
        {
            return ([], Refused(ReservationAnswer.Malformed, key));
        }

        var lines = ImmutableArray.CreateBuilder<ReservationLine>(cart.Lines.Length);
        var refusals = ImmutableArray.CreateBuilder<LineRefusal>();
        var components = 0;
        foreach (var (index, line) in cart.Lines.Index())
        {
            var number = index + 1;
            if (ChannelMapping.FindItemFault(channel, number, line.Sku, line.Unit, line.Quantity) is { } fault)
            {
                refusals.Add(fault);
                continue;
            }

            var listing = channel.Listings[line.Sku];
            var pieces = line.Quantity.Pieces * listing.Units[line.Unit];
            var kit = kits.Find(listing.Sku);
            if (kit is not null
                && ChannelMapping.FindKitFault(kit, number, pieces, components += kit.Components.Length)
                    is { } tooMany)
            {
                refusals.Add(tooMany);
                continue;
            }

            lines.Add(new(number, line.Sku, listing.Sku, new Quantity(pieces), kit));
        }

        return refusals.Count == 0
            ? (lines.ToImmutable(), null)
            : ([], ReservationOutcome.Refused(
                ReservationAnswer.InvalidLines,
                ReservationWords.Of(ReservationAnswer.InvalidLines, key),
                refusals.ToImmutable()));
    }

    /// <summary>True when exactly one of two expiries is given.</summary>
    public static bool IsOne(int? expiresInSeconds, DateTimeOffset? expiresAt) =>
        expiresInSeconds is null != expiresAt is null;

    /// <summary>The expiry that is meant.</summary>
    public static DateTimeOffset ExpiryOf(int? expiresInSeconds, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        expiresAt ?? now + TimeSpan.FromSeconds(expiresInSeconds!.Value);

    /// <summary>A refusal that no line is at fault for.</summary>
    public static ReservationOutcome Refused(ReservationAnswer answer, ReservationKey key) =>
        ReservationOutcome.Refused(answer, ReservationWords.Of(answer, key));

    /// <summary>
    /// SHA-256 over the cart's members; a customer only where there is one, so that older carts keep theirs.
    /// </summary>
    public static string Hash(ChannelReservation cart) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(cart, ChannelReservationJson.Default.ChannelReservation)));

    /// <summary>SHA-256 over an extension's members.</summary>
    public static string Hash(ReservationExtension extension) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(extension, ChannelReservationJson.Default.ReservationExtension)));
}

/// <summary>JSON that a cart's content is told by.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChannelReservation))]
[JsonSerializable(typeof(ReservationExtension))]
internal sealed partial class ChannelReservationJson : JsonSerializerContext;
