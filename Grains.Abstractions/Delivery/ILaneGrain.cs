using OrderGrid.Identity;

namespace OrderGrid.Delivery;

/// <summary>
/// Carries one feed partition to one connector: in order per subject, subjects side by side. Key:
/// <c>connector/partition</c>. Its cursor is durable; whatever a stream loses or doubles is healed from the journal.
/// </summary>
[Alias("ILaneGrain")]
public interface ILaneGrain : IGrainWithStringKey
{
    /// <summary>Starts the lane when it is not running; safe to repeat.</summary>
    [Alias("EnsureRunning")]
    Task EnsureRunning();

    /// <summary>Where it stands.</summary>
    [Alias("GetStatus")]
    Task<LaneStatus> GetStatus();
}

/// <summary>Where a lane stands.</summary>
/// <param name="Connector">Its connector.</param>
/// <param name="Partition">0 to 63.</param>
/// <param name="Waiting">Events read from the feed and not yet done.</param>
/// <param name="Parked">Subjects that wait for a retry.</param>
/// <param name="Delivered">Events done since the lane was activated.</param>
/// <param name="DeadLettered">Events given up since the lane was activated.</param>
/// <param name="BreakerOpen">True while the partner is treated as away.</param>
/// <param name="CaughtUp">True when nothing known is waiting.</param>
[GenerateSerializer, Immutable, Alias("LaneStatus")]
public sealed record LaneStatus(
    [property: Id(0)] ConnectorName Connector,
    [property: Id(1)] int Partition,
    [property: Id(2)] int Waiting,
    [property: Id(3)] int Parked,
    [property: Id(4)] long Delivered,
    [property: Id(5)] long DeadLettered,
    [property: Id(6)] bool BreakerOpen,
    [property: Id(7)] bool CaughtUp);

/// <summary>
/// Reads a range of feed partitions and publishes it on their streams. Key: the range's number. Once started it wakes
/// by itself within two minutes of any loss, by a durable reminder.
/// </summary>
[Alias("IFeedPumpGrain")]
public interface IFeedPumpGrain : IGrainWithStringKey
{
    /// <summary>Starts the pump when it is not running; safe to repeat.</summary>
    [Alias("EnsureRunning")]
    Task EnsureRunning();
}
