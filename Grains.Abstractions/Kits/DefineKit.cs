using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>Says what an item is made of from now on. Orders and reservations keep what they hold.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Actor">Who does it: 1 to 100 characters, kept in the journal.</param>
/// <param name="Reason">Why: 1 to 200 characters, kept in the journal.</param>
/// <param name="Sku">The item that is sold as a kit.</param>
/// <param name="Components">All of them, in any order.</param>
[GenerateSerializer, Immutable, Alias("DefineKit")]
public sealed record DefineKit(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] string Actor,
    [property: Id(2)] string Reason,
    [property: Id(3)] Sku Sku,
    [property: Id(4)] ImmutableArray<KitComponent> Components);

/// <summary>What became of a <see cref="DefineKit"/>. Refusals stand in their order of precedence.</summary>
public enum DefineKitAnswer
{
    /// <summary>In force, and durable; also when nothing differed.</summary>
    Done,

    /// <summary>No component, or more than <see cref="KitLimits.MaxComponents"/>.</summary>
    BadComponents,

    /// <summary>An item is named twice.</summary>
    ComponentTwice,

    /// <summary>A number of pieces is not 1 to <see cref="KitLimits.MaxPerKit"/>.</summary>
    PerKitOutOfRange,

    /// <summary>The kit contains itself.</summary>
    ContainsItself,

    /// <summary>A component is a kit, or the item is a component of one.</summary>
    NestedKit,

    /// <summary>The grid has as many kits, or the kit as many definitions, as <see cref="KitLimits"/> allows.</summary>
    TooManyKits,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not be in force. Repeat it.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to a <see cref="DefineKit"/>.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Kit">The definition in force; null when it was refused.</param>
/// <param name="At">The component at fault, from 0 in the command's order; null when none is.</param>
[GenerateSerializer, Immutable, Alias("DefineKitOutcome")]
public sealed record DefineKitOutcome(
    [property: Id(0)] DefineKitAnswer Answer, [property: Id(1)] Kit? Kit, [property: Id(2)] int? At = null);

/// <summary>A kit as it is defined now.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Kit">What it is made of.</param>
/// <param name="Version">The catalogue's version that defined it.</param>
[GenerateSerializer, Immutable, Alias("DefinedKit")]
public sealed record DefinedKit(
    [property: Id(0)] Sku Sku, [property: Id(1)] Kit Kit, [property: Id(2)] StreamVersion Version);

/// <summary>What changed in the catalogue of kits.</summary>
/// <param name="Through">Everything up to this version of the catalogue is told or known.</param>
/// <param name="Kits">Kits defined since, the earliest first, at most <see cref="KitLimits.MaxNews"/>.</param>
/// <param name="HasMore">True when there are more: ask again from <paramref name="Through"/>.</param>
[GenerateSerializer, Immutable, Alias("KitNews")]
public sealed record KitNews(
    [property: Id(0)] StreamVersion Through,
    [property: Id(1)] ImmutableArray<DefinedKit> Kits,
    [property: Id(2)] bool HasMore);
