using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>The probable cause of a drift.</summary>
public enum DriftCause
{
    /// <summary>Nothing that is known explains it.</summary>
    Unknown = 0,

    /// <summary>
    /// As much as shipments that only one side knows of yet: promised pieces that have left, or a shipment just before
    /// the report that the report does not know of. It goes away by itself.
    /// </summary>
    InFlightShipment = 1,

    /// <summary>As much as a receipt that is expected, or a part of one that is overdue.</summary>
    MissedReceipt = 2,

    /// <summary>As much as a change after the report's time that is in it already. Goes away by itself.</summary>
    Echo = 3,

    /// <summary>
    /// The report leaves out an item that is booked. It says nothing about it, so there is nothing to approve.
    /// </summary>
    Unreported = 4,

    /// <summary>The report leaves out an item, and is said to name everything: by it, nothing is there.</summary>
    TakenForZero = 5,
}

/// <summary>Where a drift stands.</summary>
public enum DriftStatus
{
    /// <summary>Waits for somebody to decide.</summary>
    Open = 0,

    /// <summary>Somebody had the report booked.</summary>
    Approved = 1,

    /// <summary>Somebody left the books as they are.</summary>
    Dismissed = 2,

    /// <summary>A later report agreed with the books, or was booked.</summary>
    Healed = 3,

    /// <summary>The report was booked at once.</summary>
    Compensated = 4,
}

/// <summary>What channels are told of a position.</summary>
/// <param name="Available">Pieces available to promise, as they are told.</param>
/// <param name="Version">The position's version that this is about.</param>
/// <param name="Booked">Pieces available to promise by the books when the two were compared.</param>
[GenerateSerializer, Immutable, Alias("ToldStock")]
public sealed record ToldStock(
    [property: Id(0)] Quantity Available, [property: Id(1)] StreamVersion Version, [property: Id(2)] Quantity Booked);

/// <summary>A difference between a node's report and the books.</summary>
/// <param name="Reported">The latest report that shows it.</param>
/// <param name="Units">Pieces reported beyond what is booked; negative when they are fewer. Never 0.</param>
/// <param name="Cause">Why, probably.</param>
/// <param name="Since">As of when a report showed a difference for the first time.</param>
/// <param name="Run">The run that found it.</param>
/// <param name="Status">Where it stands.</param>
[GenerateSerializer, Immutable, Alias("Drift")]
public sealed record Drift(
    [property: Id(0)] ReportedStock Reported,
    [property: Id(1)] long Units,
    [property: Id(2)] DriftCause Cause,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] string Run,
    [property: Id(5)] DriftStatus Status)
{
    /// <summary>The version of the node's drifts that this one was written at: it names the decision on it.</summary>
    [Id(6)]
    public StreamVersion Version { get; init; }

    /// <summary>What channels were told when it was found; null when they were told nothing lately.</summary>
    [Id(7)]
    public ToldStock? Told { get; init; }
}
