using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>Turns a channel's order into ours. Pure.</summary>
public static class ChannelMapping
{
    /// <summary>The order in our terms, or the lines that cannot be understood.</summary>
    public static (SubmitOrder? Order, SubmitOutcome? Refused) Map(
        ChannelConfiguration channel, KitBook kits, OrderKey key, ChannelOrder order, CommandContext context)
    {
        if (FindOrderFault(order) is { } orderFault)
        {
            return (null, SubmitOutcome.Refused(SubmitAnswer.Malformed, orderFault));
        }

        var lines = ImmutableArray.CreateBuilder<OrderLine>(order.Lines.Length);
        var refusals = ImmutableArray.CreateBuilder<LineRefusal>();
        var numbers = new HashSet<int>();
        foreach (var line in order.Lines)
        {
            if (FindFault(channel, order, line, numbers.Add(line.Line)) is { } fault)
            {
                refusals.Add(fault);
                continue;
            }

            var listing = channel.Listings[line.Sku];
            var pieces = line.Quantity.Pieces * listing.Units[line.Unit];
            var kit = kits.Find(listing.Sku);
            if (kit is not null && FindKitFault(kit, line.Line, pieces) is { } tooMany)
            {
                refusals.Add(tooMany);
                continue;
            }

            // The channel's own text of the name: an order in memory keeps no copy of it.
            _ = channel.Listings.TryGetKey(line.Sku, out var sku);
            lines.Add(new(line.Line, sku, listing.Sku, new Quantity(pieces), line.UnitPrice, kit));
        }

        if (refusals.Count > 0)
        {
            return (null, SubmitOutcome.Refused(
                SubmitAnswer.InvalidLines, "Correct the lines named in errors.", refusals.ToImmutable()));
        }

        return (new(
            context,
            key,
            Hash(order),
            order.Customer,
            order.Currency,
            order.ShipTo,
            lines.MoveToImmutable(),
            channel.Nodes,
            TimeSpan.FromHours(channel.ShipWithinHours),
            order.Reservation), null);
    }

    /// <summary>
    /// SHA-256 over the order's members, so that white space and member order do not make another order.
    /// </summary>
    public static string Hash(ChannelOrder order) =>
        Convert.ToHexStringLower(SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(order, ChannelOrderJson.Default.ChannelOrder)));

    /// <summary>What is wrong with a number of units of an item; null when nothing is.</summary>
    internal static LineRefusal? FindItemFault(
        ChannelConfiguration channel, int line, ChannelSku sku, UnitOfMeasure unit, Quantity quantity)
    {
        if (!channel.Listings.TryGetValue(sku, out var listing))
        {
            return new(line, LineRefusalReason.UnknownSku, $"'{sku}' is not listed for this channel.");
        }

        if (!listing.Units.TryGetValue(unit, out var factor))
        {
            var known = string.Join(", ", listing.Units.Keys.Select(one => one.Value).Order(StringComparer.Ordinal));
            return new(line, LineRefusalReason.UnknownUnit, $"'{sku}' is sold in {known}, not in '{unit}'.");
        }

        return quantity == Quantity.Zero || !Quantity.TryCreate(quantity.Pieces * factor, out _)
            ? new(
                line,
                LineRefusalReason.QuantityOutOfRange,
                $"A quantity of 1 to {Quantity.MaxPieces / factor} {unit} is expected.")
            : null;
    }

    /// <summary>What is wrong with a number of kits; null when nothing is.</summary>
    internal static LineRefusal? FindKitFault(Kit kit, int line, long kits) => kits > kit.MostKits
        ? new(line, LineRefusalReason.QuantityOutOfRange, $"At most {kit.MostKits} of this kit are expected.")
        : null;

    private static string? FindOrderFault(ChannelOrder order)
    {
        if (order.Lines.Length is 0 or > OrderLimits.MaxLines)
        {
            return $"/lines: 1 to {OrderLimits.MaxLines} lines are expected; {order.Lines.Length} are there.";
        }

        return order.Lines.Any(line => line.Line < 1)
            ? "/lines: line numbers from 1 on are expected."
            : AddressRules.FindFault(order.ShipTo);
    }

    private static LineRefusal? FindFault(
        ChannelConfiguration channel, ChannelOrder order, ChannelOrderLine line, bool firstOfItsNumber)
    {
        if (FindItemFault(channel, line.Line, line.Sku, line.Unit, line.Quantity) is { } fault)
        {
            return fault;
        }

        if (line.UnitPrice.Currency != order.Currency || order.Currency != channel.Currency)
        {
            return new(line.Line, LineRefusalReason.CurrencyMismatch, $"This channel sells in {channel.Currency}.");
        }

        return firstOfItsNumber
            ? null
            : new(line.Line, LineRefusalReason.DuplicateLine, $"Line number {line.Line} is used twice.");
    }
}

/// <summary>JSON of the canonical order: strict, as every body is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(ChannelOrder))]
public sealed partial class ChannelOrderJson : JsonSerializerContext;
