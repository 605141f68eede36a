using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>The state of one SKU at one node.</summary>
public sealed record Position(
    StockLevels Levels,
    [property: JsonConverter(typeof(HoldsJson))] VersionedMap<HoldId, Hold> Holds,
    ImmutableQueue<HoldId> Finished,
    int FinishedCount,
    ImmutableDictionary<CommandId, RememberedChange> Changes,
    ImmutableQueue<CommandId> ChangeOrder,
    DateTimeOffset EarliestExpiry,
    RefusedHolds Refused)
{
    /// <summary>What is particular about it; null when nothing is.</summary>
    public StockTerms? Terms { get; init; }

    /// <summary>What buyers have taken while a cap is in force; null when nobody has.</summary>
    public BuyerShares? Buyers { get; init; }

    /// <summary>Latest changes of on hand; null before the first.</summary>
    public StockEntries? Entries { get; init; }

    /// <summary>Who waits for what is to come; null before the first backorder.</summary>
    public BackorderQueue? Backorders { get; init; }

    /// <summary>Rows of imports that <see cref="Changes"/> has forgotten; null before the first.</summary>
    public AppliedRows? Applied { get; init; }

    /// <summary>A position nobody has written to.</summary>
    public static Position Empty { get; } = new(
        default,
        default,
        [],
        0,
        ImmutableDictionary<CommandId, RememberedChange>.Empty,
        [],
        DateTimeOffset.MaxValue,
        RefusedHolds.None);
}

/// <summary>Where a hold stands.</summary>
public enum HoldPhase
{
    /// <summary>Reserved until it expires.</summary>
    Pending,

    /// <summary>Promised to an order for good.</summary>
    Committed,

    /// <summary>Given back.</summary>
    Released,

    /// <summary>Given back by the clock.</summary>
    Expired,

    /// <summary>All of it has shipped.</summary>
    Shipped,
}

/// <summary>One hold. <see cref="Asked"/> and the holder tell a repeat from another use of the id.</summary>
public sealed record Hold(
    Holder Holder,
    Quantity Asked,
    Quantity Held,
    Quantity Committed,
    Quantity Open,
    HoldPhase Phase,
    DateTimeOffset ExpiresAt,
    ImmutableDictionary<ShipmentId, Quantity> Shipments)
{
    /// <summary>What is particular about it; null when nothing is.</summary>
    public HoldTerms? Terms { get; init; }

    /// <summary>True when an attempt at the order has gone on with what one before it placed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Resumed { get; init; }

    /// <summary>Its place among those that wait; null when all of it was there from the first.</summary>
    public HoldWait? Wait { get; init; }
}

/// <summary>What is particular about a hold.</summary>
/// <param name="Buyer">The buyer it counts for; null without a cap.</param>
/// <param name="Backordered">How much of it was still to come.</param>
/// <param name="PromisedAt">When that is expected; null when all of it is there, or nobody knows.</param>
public sealed record HoldTerms(
    BuyerShare? Buyer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Quantity Backordered,
    DateTimeOffset? PromisedAt)
{
    /// <summary>The same as a promise; null when nothing was still to come.</summary>
    public BackorderPromise? Promise => Backordered == Quantity.Zero ? null : new(Backordered, PromisedAt);
}

/// <summary>
/// A stock change whose answer is remembered: an adjustment by its amount, any other by the digest of its content.
/// </summary>
public sealed record RememberedChange(StockChange Change, long Amount, Quantity OnHand, int? Digest = null);
