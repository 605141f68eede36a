using System.Collections.Immutable;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A hold's place in the queue, and what it is promised.</summary>
/// <param name="Ticket">Lower ones were promised before, and are served before.</param>
/// <param name="Promise">What is still to come of it, and when.</param>
public sealed record HoldWait(long Ticket, BackorderPromise Promise);

/// <summary>Holds that wait for what is to come, in the order in which they were promised it.</summary>
/// <param name="Waiting">Holds of which something is still to come.</param>
/// <param name="Untold">Committed holds whose promise has changed and whose order does not know it yet.</param>
/// <param name="Next">The next ticket; none is given out twice.</param>
public sealed record BackorderQueue(
    ImmutableSortedDictionary<long, HoldId> Waiting, ImmutableSortedDictionary<long, HoldId> Untold, long Next)
{
    /// <summary>Nobody waits.</summary>
    public static BackorderQueue Empty { get; } = new(
        ImmutableSortedDictionary<long, HoldId>.Empty, ImmutableSortedDictionary<long, HoldId>.Empty, 0);
}

/// <summary>A hold's promise as it is from now on.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Holder">Whom it is for.</param>
/// <param name="Arrived">Pieces of it that are there now and were not before.</param>
/// <param name="Promise">What is still to come of it, and when.</param>
public sealed record PromiseChange(HoldId Hold, Holder Holder, Quantity Arrived, BackorderPromise Promise);

/// <summary>
/// What holds are promised has changed: pieces have come, or are expected at another time, or nobody knows when.
/// </summary>
public sealed record PromisesChanged(ImmutableArray<PromiseChange> Changes, StockLevels After) : PositionEvent(After);

/// <summary>An order knows a promise.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Revision">The promise's; a newer one has still to be told.</param>
public sealed record ToldPromise(HoldId Hold, int Revision);

/// <summary>Orders know of changed promises.</summary>
public sealed record PromisesTold(ImmutableArray<ToldPromise> Told, StockLevels After) : PositionEvent(After);

/// <summary>The position's own note that orders were told; nobody else sends it.</summary>
internal sealed record NotePromisesTold(CommandContext Context, ImmutableArray<ToldPromise> Told)
    : PositionCommand(Context);
