using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>
/// Every kit of the grid, so that no kit can come to contain another. Key: <see cref="Key"/>. A kit is one for ever,
/// as versions of its availability must not go back; what it is made of may change.
/// </summary>
[Alias("IKitCatalogueGrain")]
public interface IKitCatalogueGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "kits";

    /// <summary>Defines a kit, or defines it anew.</summary>
    [Alias("Define")]
    Task<DefineKitOutcome> Define(DefineKit command);

    /// <summary>A kit as it is defined now; null for an item that is none.</summary>
    [Alias("Get")]
    Task<DefinedKit?> Get(Sku sku);

    /// <summary>What was defined after a version that the caller knows; for callers who keep all kits.</summary>
    [Alias("GetNews")]
    Task<KitNews> GetNews(StreamVersion known);
}
