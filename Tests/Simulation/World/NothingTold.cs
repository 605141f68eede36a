using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>The availability of silos that no channel asks: it has told nothing.</summary>
internal sealed class NothingTold : IAvailability
{
    public bool TryGet(PositionKey position, out PositionAvailability? found)
    {
        found = null;
        return false;
    }

    public ValueTask<AvailabilityReading> ReadAsync(
        IReadOnlyList<PositionKey> positions, CancellationToken cancellation) =>
        throw new NotSupportedException("Silos answer no channel here.");
}
