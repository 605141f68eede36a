using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>The state of one reservation. <see cref="Requested"/> is null until it is asked for.</summary>
public sealed record Reservation(
    ReservationRequested? Requested,
    ReservationStatus Status,
    DateTimeOffset ExpiresAt,
    ImmutableArray<ReservedLine> Lines,
    ImmutableArray<ReservationShortage> Short,
    OrderNumber? Order,
    ImmutableArray<RememberedExtension> Extensions)
{
    /// <summary>A reservation that does not exist.</summary>
    public static Reservation None { get; } =
        new(null, ReservationStatus.None, DateTimeOffset.MaxValue, [], [], null, []);

    /// <summary>True while the clock can end it.</summary>
    public bool IsOpen => Status is ReservationStatus.Requested or ReservationStatus.Placed;

    /// <summary>The holds of its lines.</summary>
    public IEnumerable<(Sku Sku, Allocation Allocation)> Holds =>
        from line in Lines
        from allocation in line.Allocations
        select (line.Sku, allocation);
}

/// <summary>A line that could not be reserved in full.</summary>
public sealed record ReservationShortage(int Line, Quantity Promised);

/// <summary>An extension whose command is remembered.</summary>
public sealed record RememberedExtension(CommandId Command, string ContentHash);
