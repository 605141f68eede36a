using System.Collections.Frozen;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>All kits as they were defined at one version of the catalogue. Safe to share.</summary>
public sealed class KitBook
{
    private readonly FrozenDictionary<Sku, Kit> _kits;

    private KitBook(FrozenDictionary<Sku, Kit> kits, StreamVersion version) => (_kits, Version) = (kits, version);

    /// <summary>A grid without kits.</summary>
    public static KitBook Empty { get; } = new(FrozenDictionary<Sku, Kit>.Empty, StreamVersion.None);

    /// <summary>The catalogue's version.</summary>
    public StreamVersion Version { get; }

    /// <summary>True when there are no kits.</summary>
    public bool IsEmpty => _kits.Count == 0;

    /// <summary>What an item is made of; null for one that is no kit.</summary>
    public Kit? Find(Sku sku) => IsEmpty ? null : _kits.GetValueOrDefault(sku);

    /// <summary>The book after news.</summary>
    public KitBook With(KitNews news)
    {
        ArgumentNullException.ThrowIfNull(news);
        if (news.Kits.IsEmpty)
        {
            return news.Through == Version ? this : new(_kits, news.Through);
        }

        var kits = _kits.ToDictionary();
        foreach (var defined in news.Kits)
        {
            kits[defined.Sku] = defined.Kit;
        }

        return new(kits.ToFrozenDictionary(), news.Through);
    }
}
