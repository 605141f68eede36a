using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>What a position decided: the answer, and the events that make it true.</summary>
public sealed record PositionDecision(
    PositionAnswer Answer, Quantity Quantity, ImmutableArray<PositionEvent> Events)
{
    /// <summary>What of a hold is still to come, and when; null when all of it was there from the first.</summary>
    public BackorderPromise? Promise { get; init; }

    /// <summary>The hold of a series that this is about; null: the one that was asked for.</summary>
    public HoldId? Hold { get; init; }

    /// <summary>What the cap leaves the buyer afterwards; null without a cap.</summary>
    public Quantity? BuyerLeft { get; init; }

    /// <summary>Nothing happens.</summary>
    public static PositionDecision Refuse(PositionAnswer answer) => new(answer, Quantity.Zero, []);

    /// <summary>It was done before, or changes nothing.</summary>
    public static PositionDecision Repeat(Quantity quantity) => new(PositionAnswer.Done, quantity, []);

    /// <summary>One event happens.</summary>
    public static PositionDecision Do(Quantity quantity, PositionEvent happening) =>
        new(PositionAnswer.Done, quantity, [happening]);
}
