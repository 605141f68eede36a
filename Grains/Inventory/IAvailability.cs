using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>
/// What this process knows of positions without asking their grains: at most a second behind the journal while the
/// journal can be read. Safe to call from many threads; asking keeps it fresh for a minute.
/// </summary>
public interface IAvailability
{
    /// <summary>
    /// What is known already; false for a position nobody has read yet, and when the journal was away too long.
    /// </summary>
    bool TryGet(PositionKey position, out PositionAvailability? found);

    /// <summary>
    /// The positions in the order asked for; those not known yet are read from the journal. A version is never lower
    /// than one that this process has answered before.
    /// </summary>
    /// <exception cref="Journal.JournalUnavailableException">The journal could not be read for longer than
    /// <see cref="AvailabilityOptions.MaxAge"/>, or a position that is not known cannot be read now.</exception>
    ValueTask<AvailabilityReading> ReadAsync(IReadOnlyList<PositionKey> positions, CancellationToken cancellation);
}

/// <summary>An answer of <see cref="IAvailability"/>.</summary>
/// <param name="Positions">In the order asked for.</param>
/// <param name="AsOf">Everything committed before this moment is in it, UTC.</param>
public readonly record struct AvailabilityReading(
    ImmutableArray<PositionAvailability> Positions, DateTimeOffset AsOf);

/// <summary>How <see cref="JournalAvailability"/> works.</summary>
public sealed record AvailabilityOptions
{
    /// <summary>Most positions kept; one not asked for lately goes for each new one. Default 500,000.</summary>
    public int MaxPositions { get; init; } = 500_000;

    /// <summary>Pause between two reads of the feed. Default 200 ms.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When nobody has asked for so long, all is forgotten and nothing read. Default 1 min.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Older answers are refused. Default 5 s.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(5);
}
