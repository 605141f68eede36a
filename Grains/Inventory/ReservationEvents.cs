using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What can happen to a reservation.</summary>
public abstract record ReservationEvent;

/// <summary>It was asked for. From here on its holds may be there, under ids made of its own.</summary>
public sealed record ReservationRequested(
    string ContentHash,
    ImmutableArray<ReservationLine> Lines,
    ImmutableArray<NodeId> Nodes,
    DateTimeOffset ExpiresAt) : ReservationEvent
{
    /// <summary>Whom it is for; null when nobody knows.</summary>
    public CustomerId? Customer { get; init; }
}

/// <summary>Every line is held.</summary>
public sealed record ReservationPlaced(ImmutableArray<ReservedLine> Lines) : ReservationEvent;

/// <summary>There was not enough stock.</summary>
public sealed record ReservationRefused(ImmutableArray<ReservationShortage> Short) : ReservationEvent;

/// <summary>It lasts longer.</summary>
public sealed record ReservationExtended(CommandId Command, string ContentHash, DateTimeOffset ExpiresAt)
    : ReservationEvent;

/// <summary>An order has its holds.</summary>
public sealed record ReservationConverted(OrderNumber Order) : ReservationEvent;

/// <summary>The channel gave it back.</summary>
public sealed record ReservationReleased : ReservationEvent;

/// <summary>The clock gave it back.</summary>
public sealed record ReservationExpired : ReservationEvent;

/// <summary>The journalled form of reservation events.</summary>
public static class ReservationEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<ReservationEvent> Format { get; } = new(
        ("reservation.requested.v1", ReservationJson.Default.ReservationRequested),
        ("reservation.placed.v1", ReservationJson.Default.ReservationPlaced),
        ("reservation.refused.v1", ReservationJson.Default.ReservationRefused),
        ("reservation.extended.v1", ReservationJson.Default.ReservationExtended),
        ("reservation.converted.v1", ReservationJson.Default.ReservationConverted),
        ("reservation.released.v1", ReservationJson.Default.ReservationReleased),
        ("reservation.expired.v1", ReservationJson.Default.ReservationExpired));

    /// <summary>The state after an event. Total: an event it does not know is a defect.</summary>
    public static Reservation Evolve(Reservation state, ReservationEvent happening) => happening switch
    {
        ReservationRequested requested => state with
        {
            Requested = requested,
            Status = ReservationStatus.Requested,
            ExpiresAt = requested.ExpiresAt,
        },
        ReservationPlaced placed => state with { Status = ReservationStatus.Placed, Lines = placed.Lines },
        ReservationRefused refused => state with { Status = ReservationStatus.Refused, Short = refused.Short },
        ReservationExtended extended => Extend(state, extended),
        ReservationConverted converted =>
            state with { Status = ReservationStatus.Converted, Order = converted.Order },
        ReservationReleased => state with { Status = ReservationStatus.Released },
        ReservationExpired => state with { Status = ReservationStatus.Expired },
        _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
    };

    private static Reservation Extend(Reservation state, ReservationExtended extended)
    {
        var known = state.Extensions.Length < ReservationLimits.RememberedExtensions
            ? state.Extensions
            : state.Extensions.RemoveAt(0);
        return state with
        {
            ExpiresAt = extended.ExpiresAt,
            Extensions = known.Add(new(extended.Command, extended.ContentHash)),
        };
    }
}

/// <summary>JSON of reservation events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReservationRequested))]
[JsonSerializable(typeof(ReservationPlaced))]
[JsonSerializable(typeof(ReservationRefused))]
[JsonSerializable(typeof(ReservationExtended))]
[JsonSerializable(typeof(ReservationConverted))]
[JsonSerializable(typeof(ReservationReleased))]
[JsonSerializable(typeof(ReservationExpired))]
internal sealed partial class ReservationJson : JsonSerializerContext;
