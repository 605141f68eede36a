using System.Collections.Immutable;
using Orleans.Concurrency;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// One SKU at one node: the authority on what may be promised. Key: <see cref="PositionKey"/>'s text. Every answer
/// but a read is given after its events are durable. Commands that wait together are decided together and written
/// as one journal record.
/// </summary>
[Alias("IInventoryPositionGrain")]
public interface IInventoryPositionGrain : IGrainWithStringKey
{
    /// <summary>Places a hold.</summary>
    [Alias("Hold")]
    Task<PositionOutcome> Hold(PlaceHold command);

    /// <summary>Commits a hold, or a part of it.</summary>
    [Alias("Commit")]
    Task<PositionOutcome> Commit(CommitHold command);

    /// <summary>
    /// Lets it know of a commit that need not be answered: it is journalled together with whatever the position
    /// writes next. May be lost; who must be sure asks for <see cref="Commit"/>.
    /// </summary>
    [OneWay, Alias("NoteAccepted")]
    Task NoteAccepted(CommitHold command);

    /// <summary>Lets a pending hold last longer.</summary>
    [Alias("Extend")]
    Task<PositionOutcome> Extend(ExtendHold command);

    /// <summary>Releases what a hold has not shipped.</summary>
    [Alias("Release")]
    Task<PositionOutcome> Release(ReleaseHold command);

    /// <summary>Ships from a committed hold.</summary>
    [Alias("Ship")]
    Task<PositionOutcome> Ship(ShipHold command);

    /// <summary>Changes what is on hand.</summary>
    [Alias("Adjust")]
    Task<PositionOutcome> Adjust(AdjustStock command);

    /// <summary>Counts, receives, transfers, blocks or limits stock.</summary>
    [Alias("Update")]
    Task<PositionOutcome> Update(StockUpdate command);

    /// <summary>Reads the committed levels; writes nothing.</summary>
    [Alias("GetAvailability")]
    Task<PositionAvailability> GetAvailability();

    /// <summary>
    /// The same, with what a holder has here under series of holds, and what a cap leaves the buyer, if one is known.
    /// </summary>
    [Alias("GetAvailabilityFor")]
    Task<PositionAvailability> GetAvailabilityFor(Holder holder, ImmutableArray<HoldId> series, CustomerId? buyer);

    /// <summary>
    /// Gives back what is due, and watches what will be soon. Answers with the earliest expiry of a pending hold, UTC;
    /// the end of time when there is none.
    /// </summary>
    [Alias("ExpireDue")]
    Task<DateTimeOffset> ExpireDue();
}
