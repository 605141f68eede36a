using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Kits;

/// <summary>What the positions of a kit's components said to one <see cref="KitTry"/>.</summary>
/// <param name="Channel">Who asked: what the positions tell is taken for what this channel may have of it.</param>
/// <param name="Kit">What a kit is made of.</param>
/// <param name="Asked">Kits asked for.</param>
/// <param name="Components">
/// One answer per component, in their order; those behind the first that was short may not have been asked.
/// </param>
public sealed record KitOutcome(
    ChannelId Channel, Kit Kit, Quantity Asked, ImmutableArray<PositionOutcome> Components)
{
    /// <summary>True when all of them are held.</summary>
    public bool IsHeld => Components.Length == Kit.Components.Length
        && Components.All(outcome => outcome.Answer == PositionAnswer.Done);

    /// <summary>True when every answer is clear and at least one of them was that too little is there.</summary>
    public bool IsShort => IsLacking(Answer);

    /// <summary>True when the buyer's cap left less of a component than was asked for.</summary>
    public bool IsCapped => Components.Any(outcome => outcome.Answer == PositionAnswer.BuyerCapReached);

    /// <summary>The answer as for one item; what is not a lack of stock goes before a lack of stock.</summary>
    public PositionAnswer Answer =>
        IsHeld ? PositionAnswer.Done
        : Components.Select(outcome => outcome.Answer).FirstOrDefault(
            answer => answer is not PositionAnswer.Done && !IsLacking(answer)) is var trouble
            && trouble != PositionAnswer.Done ? trouble
        : Components.First(outcome => IsLacking(outcome.Answer)).Answer;

    /// <summary>Kits held.</summary>
    public Quantity Held => IsHeld ? Asked : Quantity.Zero;

    /// <summary>Whole kits that the components would have made, as they told; null when they did not.</summary>
    public Quantity? Available => Scarcest is { } scarcest ? WholeKits(scarcest, AvailableOf(scarcest)) : null;

    /// <summary>The component that allowed the fewest kits, where it was fewer than asked; else null.</summary>
    public Sku? Short => Scarcest is { } scarcest && WholeKits(scarcest, AvailableOf(scarcest)) < Asked
        ? Kit.Components[scarcest].Sku
        : null;

    /// <summary>
    /// Kits that are worth another try: as many as the components that were short still have, those pieces included
    /// that others hold and may give back, when <paramref name="withPending"/> is set.
    /// </summary>
    public Quantity Possible(bool withPending)
    {
        var most = Asked;
        for (var index = 0; index < Components.Length; index++)
        {
            var (answer, levels) = (Components[index].Answer, Components[index].Levels);
            if (answer == PositionAnswer.BuyerCapReached)
            {
                most = Quantity.Min(most, WholeKits(index, Components[index].BuyerLeft ?? Quantity.Zero));
            }

            if (answer == PositionAnswer.InsufficientStock)
            {
                var pieces = levels.AvailableTo(Channel).Pieces + (withPending ? levels.Pending.Pieces : 0);
                most = Quantity.Min(most, WholeKits(index, new(Math.Min(pieces, Quantity.MaxPieces))));
            }
        }

        return most;
    }

    /// <summary>Pieces of an item that the try held, whether or not they were given back.</summary>
    public Quantity TakenOf(Sku sku)
    {
        for (var index = 0; index < Components.Length; index++)
        {
            if (Kit.Components[index].Sku == sku && Components[index].Answer == PositionAnswer.Done)
            {
                return Components[index].Quantity;
            }
        }

        return Quantity.Zero;
    }

    private int? Scarcest
    {
        get
        {
            var known = Enumerable.Range(0, Components.Length)
                .Where(index => Components[index].Answer == PositionAnswer.Done || IsLacking(Components[index].Answer))
                .ToList();
            return known.Count == 0 ? null : known.MinBy(index => WholeKits(index, AvailableOf(index)).Pieces);
        }
    }

    private static bool IsLacking(PositionAnswer answer) =>
        answer is PositionAnswer.InsufficientStock or PositionAnswer.BuyerCapReached;

    // What is left after the hold, and the hold: so much was there.
    private Quantity AvailableOf(int index) => new(Math.Min(
        Components[index].Levels.AvailableTo(Channel).Pieces + Components[index].Quantity.Pieces, Quantity.MaxPieces));

    private Quantity WholeKits(int index, Quantity pieces) => new(pieces.Pieces / Kit.Components[index].PerKit.Pieces);
}
