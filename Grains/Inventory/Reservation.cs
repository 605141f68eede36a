using System.Collections.Immutable;
using System.Text.Json.Serialization;
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

    /// <summary>The holds of its lines; those of a kit one by one.</summary>
    public IEnumerable<(Sku Sku, Allocation Allocation)> Holds => HoldsOf(Lines);

    /// <summary>The holds of lines; those of a kit one by one.</summary>
    public static IEnumerable<(Sku Sku, Allocation Allocation)> HoldsOf(IEnumerable<ReservedLine> lines) =>
        from line in lines
        from held in LineHolds.Of(line)
        select (held.Sku, new Allocation(held.Node, held.Quantity, held.Hold));
}

/// <summary>A line that could not be reserved in full; of a kit, with the component that was short.</summary>
public sealed record ReservationShortage(int Line, Quantity Promised, Sku? Component = null)
{
    /// <summary>True when the buyer's cap left less than was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Capped { get; init; }
}

/// <summary>An extension whose command is remembered.</summary>
public sealed record RememberedExtension(CommandId Command, string ContentHash);
