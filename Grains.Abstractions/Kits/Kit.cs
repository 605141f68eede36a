using System.Collections.Immutable;
using OrderGrid.Inventory;

namespace OrderGrid.Kits;

/// <summary>What one kit takes of one item.</summary>
/// <param name="Sku">The item; never a kit itself.</param>
/// <param name="PerKit">Pieces in one kit, 1 to <see cref="KitLimits.MaxPerKit"/>.</param>
[GenerateSerializer, Immutable, Alias("KitComponent")]
public sealed record KitComponent([property: Id(0)] Sku Sku, [property: Id(1)] Quantity PerKit)
{
    /// <summary>Pieces in a number of kits.</summary>
    public Quantity In(Quantity kits) => new(checked(PerKit.Pieces * kits.Pieces));
}

/// <summary>
/// What an item that is sold as a kit is made of. It has no stock of its own: its components are held, all or none.
/// </summary>
/// <param name="Revision">Which definition of the item this is, from 1.</param>
/// <param name="Components">
/// 1 to <see cref="KitLimits.MaxComponents"/>, each item once, in the order of their SKUs.
/// </param>
[GenerateSerializer, Immutable, Alias("Kit")]
public sealed record Kit([property: Id(0)] int Revision, [property: Id(1)] ImmutableArray<KitComponent> Components)
{
    /// <summary>Most kits that one line can ask for: no component may exceed the largest quantity.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long MostKits => Quantity.MaxPieces / Components.Max(component => component.PerKit.Pieces);
}

/// <summary>Named limits of kits.</summary>
public static class KitLimits
{
    /// <summary>Most components of a kit, inclusive.</summary>
    public const int MaxComponents = 50;

    /// <summary>Most pieces of one component in one kit, inclusive.</summary>
    public const int MaxPerKit = 10_000;

    /// <summary>Most kits of a grid, inclusive.</summary>
    public const int MaxKits = 10_000;

    /// <summary>Most definitions of one kit, inclusive: versions of its availability begin with the revision.</summary>
    public const int MaxRevisions = 9_000;

    /// <summary>Most definitions told in one answer.</summary>
    public const int MaxNews = 1_000;

    /// <summary>Most tries to hold some of a kit at one node, once not all that were asked for are there.</summary>
    public const int MaxTries = 4;
}
