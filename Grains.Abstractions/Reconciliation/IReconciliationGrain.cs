using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Reconciliation;

/// <summary>The drifts of one node, and who decided on them. Key: the node's id.</summary>
[Alias("IReconciliationGrain")]
public interface IReconciliationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Notes what a run found or booked, at most <see cref="ReconciliationLimits.MaxNotes"/> items. What is known
    /// already is not noted again. Answers with those that stand now, in the order of the notes; null for an item in
    /// accord.
    /// </summary>
    [Alias("Note")]
    Task<NoteOutcome> Note(NoteDrifts command);

    /// <summary>Decides on an open drift. Repeating the same decision changes nothing.</summary>
    [Alias("Settle")]
    Task<SettleOutcome> Settle(SettleDrift command);

    /// <summary>Open drifts behind an item, by item; at most <see cref="ReconciliationLimits.MaxListed"/>.</summary>
    [Alias("List")]
    Task<ImmutableArray<Drift>> List(string? after);
}

/// <summary>Bounds.</summary>
public static class ReconciliationLimits
{
    /// <summary>Most items of one note.</summary>
    public const int MaxNotes = 1_000;

    /// <summary>Most drifts of one list.</summary>
    public const int MaxListed = 200;

    /// <summary>Shortest time between two runs of a schedule, inclusive.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Longest time between two runs of a schedule, inclusive.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(7);
}

/// <summary>What a run found about an item.</summary>
/// <param name="Reported">The report.</param>
/// <param name="Units">The difference; 0 when report and books agree, or were made to.</param>
/// <param name="Cause">Why, probably.</param>
[GenerateSerializer, Immutable, Alias("DriftNote")]
public sealed record DriftNote(
    [property: Id(0)] ReportedStock Reported, [property: Id(1)] long Units, [property: Id(2)] DriftCause Cause)
{
    /// <summary>What channels were told; null when they were told nothing lately.</summary>
    [Id(3)]
    public ToldStock? Told { get; init; }

    /// <summary>What the run does about it.</summary>
    [Id(4)]
    public DriftStep Step { get; init; }
}

/// <summary>What a run does about an item.</summary>
public enum DriftStep
{
    /// <summary>It tells what it found; a difference that is known already is not told again.</summary>
    Tell = 0,

    /// <summary>It is about to book the report, and notes it first.</summary>
    Book = 1,

    /// <summary>It has booked the report that it noted.</summary>
    Booked = 2,
}

/// <summary>Notes of a run.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Notes">Each item at most once.</param>
[GenerateSerializer, Immutable, Alias("NoteDrifts")]
public sealed record NoteDrifts(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] string Run,
    [property: Id(2)] ImmutableArray<DriftNote> Notes);

/// <summary>The answer to <see cref="NoteDrifts"/>.</summary>
/// <param name="Written">False: the journal could not take it, or perhaps did; run again.</param>
/// <param name="Drifts">As they stand now.</param>
[GenerateSerializer, Immutable, Alias("NoteOutcome")]
public sealed record NoteOutcome(
    [property: Id(0)] bool Written, [property: Id(1)] ImmutableArray<Drift?> Drifts);

/// <summary>A decision on a drift.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Sku">The item.</param>
/// <param name="Approve">True: the report is booked. False: the books stay as they are.</param>
/// <param name="Actor">Who decides.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("SettleDrift")]
public sealed record SettleDrift(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] Sku Sku,
    [property: Id(2)] bool Approve,
    [property: Id(3)] string Actor,
    [property: Id(4)] string Reason);

/// <summary>What became of a decision.</summary>
public enum SettleAnswer
{
    /// <summary>Done, and durable; also a repeat.</summary>
    Done,

    /// <summary>No drift of the item waits.</summary>
    UnknownDrift,

    /// <summary>It was decided the other way.</summary>
    DecidedOtherwise,

    /// <summary>The report leaves the item out: there is nothing to book.</summary>
    NothingReported,

    /// <summary>The position did not take the report; its answer says why.</summary>
    Refused,

    /// <summary>It may or may not have happened. Repeat it.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to <see cref="SettleDrift"/>.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Position">The position's answer, where it was asked.</param>
/// <param name="Drift">As it stands; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("SettleOutcome")]
public sealed record SettleOutcome(
    [property: Id(0)] SettleAnswer Answer,
    [property: Id(1)] PositionAnswer Position,
    [property: Id(2)] Drift? Drift);
