namespace OrderGrid.Delivery;

/// <summary>What the lanes of one silo share, beside the journal and the lane store.</summary>
/// <param name="Connectors">The partners they deliver to.</param>
/// <param name="DeadLetters">Keeps what could not be delivered.</param>
/// <param name="Dice">Their jitter.</param>
public sealed record LaneServices(ConnectorRegistry Connectors, DeadLetters DeadLetters, LaneDice Dice);
