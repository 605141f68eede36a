using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>One SKU at one node. Its text, <c>sku@node</c>, is the grain key and the subject of its events.</summary>
[GenerateSerializer, Immutable, Alias("PositionKey")]
public readonly record struct PositionKey([property: Id(0)] Sku Sku, [property: Id(1)] NodeId Node)
{
    /// <summary>Takes a grain key apart; throws <see cref="FormatException"/> for any other text.</summary>
    public static PositionKey Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var at = key.LastIndexOf('@');
        return at < 0
            ? throw new FormatException($"'{key}' is not a position: sku@node expected.")
            : new(Identifier.Parse<Sku>(key[..at]), Identifier.Parse<NodeId>(key[(at + 1)..]));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Sku}@{Node}";
}
