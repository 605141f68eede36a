using System.Collections.Concurrent;

namespace OrderGrid.Delivery;

/// <summary>Lane state in memory: for simulation, unit tests and a grid that keeps nothing.</summary>
public sealed class VolatileLaneStore : ILaneStore
{
    private readonly ConcurrentDictionary<string, (long Epoch, LaneState State)> _lanes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<(long Epoch, LaneState State)> ClaimAsync(string lane, CancellationToken cancellation) =>
        Task.FromResult(_lanes.AddOrUpdate(
            lane, (1, LaneState.New), (_, known) => (known.Epoch + 1, known.State)));

    /// <inheritdoc/>
    public Task<bool> SaveAsync(string lane, long epoch, LaneState state, CancellationToken cancellation) =>
        Task.FromResult(
            _lanes.TryGetValue(lane, out var known)
            && known.Epoch == epoch
            && _lanes.TryUpdate(lane, (epoch, state), known));
}
