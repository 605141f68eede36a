namespace OrderGrid.Delivery;

/// <summary>
/// Keeps lane state with a fence: whoever claims a lane gets a new epoch, and a save under an older one is refused.
/// </summary>
public interface ILaneStore
{
    /// <summary>Claims a lane: raises its epoch durably and returns what was kept.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The store is away; try again later.</exception>
    Task<(long Epoch, LaneState State)> ClaimAsync(string lane, CancellationToken cancellation);

    /// <summary>
    /// Keeps state durably. False: another activation has claimed the lane since, and nothing was kept.
    /// </summary>
    /// <exception cref="Journal.JournalUnavailableException">The store is away; it may or may not be kept.</exception>
    Task<bool> SaveAsync(string lane, long epoch, LaneState state, CancellationToken cancellation);
}
