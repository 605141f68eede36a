namespace OrderGrid.Identity;

/// <summary>UUID version 7 with the time of the injected clock.</summary>
public sealed class Uuid7Source(TimeProvider clock) : IIdSource
{
    /// <inheritdoc/>
    public string Next() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
}
