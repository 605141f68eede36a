using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Kits;

namespace OrderGrid.Gateway.Kits;

/// <summary>What an item that is sold as a kit is made of.</summary>
/// <param name="Components">1 to 50 items, none of them a kit, each once.</param>
/// <param name="Sku">The item; may be left out, and is else that of the path.</param>
/// <param name="Revision">Which definition of the kit it is, from 1; told, and not minded when it is sent.</param>
public sealed record KitBody(ImmutableArray<ComponentBody> Components, Sku? Sku = null, int? Revision = null)
{
    /// <summary>Of a definition in force.</summary>
    public static KitBody Of(Sku sku, Kit kit)
    {
        ArgumentNullException.ThrowIfNull(kit);
        return new(
            [.. kit.Components.Select(component => new ComponentBody(component.Sku, component.PerKit))],
            sku,
            kit.Revision);
    }
}

/// <summary>What one kit takes of one item.</summary>
/// <param name="Sku">The item.</param>
/// <param name="PerKit">Pieces in one kit, 1 to 10,000.</param>
public sealed record ComponentBody(Sku Sku, Quantity PerKit);
