using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Sourcing;

namespace OrderGrid.Channels;

/// <summary>The state of one channel; <see cref="Configuration"/> is null until it is configured.</summary>
public sealed record Channel(ChannelConfiguration? Configuration)
{
    /// <summary>A channel that does not exist.</summary>
    public static Channel None { get; } = new((ChannelConfiguration?)null);
}

/// <summary>What can happen to a channel.</summary>
public abstract record ChannelEvent;

/// <summary>Its configuration was set.</summary>
public sealed record ChannelConfigured(string Actor, string Reason, ChannelConfiguration Configuration) : ChannelEvent;

/// <summary>The journalled form of channel events.</summary>
public static class ChannelEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<ChannelEvent> Format { get; } =
        new(("channel.configured.v1", ChannelJson.Default.ChannelConfigured));
}

/// <summary>What a channel decides. Pure.</summary>
public static class ChannelDecisions
{
    private const int MaxNodes = 32;
    private const int MaxShipWithinHours = 2_160;
    private const int MaxFactor = 100_000;
    private const int MaxOpenReservations = 1_000_000;
    private const int MaxRequires = 16;

    /// <summary>Decides a configuration: the answer, and the event that makes it true.</summary>
    public static (ConfigureAnswer Answer, ChannelEvent? Event) Decide(
        Channel state, ConfigureChannel command, ChannelId id, NodeCatalogue catalogue)
    {
        var asked = command.Configuration;
        if (!ChannelFormats.All.Contains(asked.Format))
        {
            return (ConfigureAnswer.UnknownFormat, null);
        }

        if (asked.Nodes.Length is 0 or > MaxNodes
            || asked.Nodes.Distinct().Count() != asked.Nodes.Length
            || catalogue.ServingOf(id, asked.Nodes).IsEmpty)
        {
            return (ConfigureAnswer.BadNodes, null);
        }

        var factors = asked.Listings.Values.SelectMany(listing => listing.Units.Values);
        if (asked.ShipWithinHours is < 1 or > MaxShipWithinHours
            || asked.InFlightPercent is < 1 or > 100
            || factors.Any(factor => factor is < 1 or > MaxFactor)
            || !IsInRange(asked.Reservations ?? ReservationCaps.Default))
        {
            return (ConfigureAnswer.OutOfRange, null);
        }

        if (asked.Listings.Values.Any(listing => listing.Requires?.Length is 0 or > MaxRequires)
            || (asked.Sourcing is { } rules && !SourcingRuleCheck.FindFaults(rules, asked, catalogue).IsEmpty))
        {
            return (ConfigureAnswer.BadSourcing, null);
        }

        return IsSame(state.Configuration, asked)
            ? (ConfigureAnswer.Done, null)
            : (ConfigureAnswer.Done, new ChannelConfigured(command.Actor, command.Reason, asked));
    }

    /// <summary>The state after an event.</summary>
    public static Channel Evolve(Channel state, ChannelEvent happening) => happening switch
    {
        ChannelConfigured configured => state with { Configuration = configured.Configuration },
        _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
    };

    private static bool IsInRange(ReservationCaps caps) =>
        caps.MaxOpen is >= 0 and <= MaxOpenReservations
        && caps.MaxPieces is >= 0 and <= Quantity.MaxPieces
        && caps.MaxHoldSeconds >= 1
        && TimeSpan.FromSeconds(caps.MaxHoldSeconds) <= PositionLimits.MaxHoldTime;

    private static bool IsSame(ChannelConfiguration? known, ChannelConfiguration asked) =>
        known is not null
        && known.Format == asked.Format
        && known.Currency == asked.Currency
        && known.ShipWithinHours == asked.ShipWithinHours
        && known.Reservations == asked.Reservations
        && known.InFlightPercent == asked.InFlightPercent
        && known.Nodes.SequenceEqual(asked.Nodes)
        && IsSame(known.Sourcing, asked.Sourcing)
        && known.Listings.Count == asked.Listings.Count
        && asked.Listings.All(listing => known.Listings.TryGetValue(listing.Key, out var former)
            && former.Sku == listing.Value.Sku
            && (former.Requires ?? []).SequenceEqual(listing.Value.Requires ?? [])
            && former.Units.Count == listing.Value.Units.Count
            && listing.Value.Units.All(unit => former.Units.GetValueOrDefault(unit.Key) == unit.Value));

    // Their arrays are compared by what is in them, which is what their JSON says.
    private static bool IsSame(SourcingRules? known, SourcingRules? asked) =>
        known is null || asked is null
            ? known == asked
            : JsonSerializer.Serialize(known, ChannelJson.Default.SourcingRules)
                == JsonSerializer.Serialize(asked, ChannelJson.Default.SourcingRules);
}

/// <summary>JSON of channel events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SourcingRules))]
[JsonSerializable(typeof(ChannelConfigured))]
internal sealed partial class ChannelJson : JsonSerializerContext;
