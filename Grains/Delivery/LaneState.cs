using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// What a lane keeps. Everything up to the cursor is done, but for the subjects that are parked: of those, everything
/// from their next sequence on is pending.
/// </summary>
/// <param name="Cursor">The feed position up to which this holds.</param>
/// <param name="Parked">Subjects that wait for a retry.</param>
public sealed record LaneState(FeedPosition Cursor, ImmutableArray<ParkedSubject> Parked)
{
    /// <summary>A lane that has done nothing.</summary>
    public static LaneState New { get; } = new(FeedPosition.Start, []);
}

/// <summary>A subject that waits for a retry; its followers wait behind it.</summary>
/// <param name="Stream">The subject's stream.</param>
/// <param name="Next">Sequence of the event at its head.</param>
/// <param name="Failures">Failed attempts of the head.</param>
/// <param name="NextAttemptAt">When it is tried again, UTC.</param>
/// <param name="Uncertain">True when an attempt may have had its effect: the partner is asked before the next.</param>
/// <param name="History">The last attempts, oldest first; at most <see cref="LaneLimits.MaxHistory"/>.</param>
public sealed record ParkedSubject(
    StreamName Stream,
    StreamVersion Next,
    int Failures,
    DateTimeOffset NextAttemptAt,
    bool Uncertain,
    ImmutableArray<DeliveryAttempt> History);

/// <summary>One failed attempt.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">What the partner said.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, string Outcome, string Detail);

/// <summary>Named limits of a lane.</summary>
public static class LaneLimits
{
    /// <summary>Most events read and not yet done; the rest of a backlog stays in the journal.</summary>
    public const int MaxWaiting = 2_000;

    /// <summary>Records read from the feed at a time.</summary>
    public const int RecordsPerRead = 500;

    /// <summary>Attempts kept in a subject's history.</summary>
    public const int MaxHistory = 20;

    /// <summary>Longest time between a change of the cursor and its save.</summary>
    public static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often a lane looks after itself: saves, retries, heals.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest silence before a lane asks the journal whether a stream message was lost.</summary>
    public static readonly TimeSpan HealInterval = TimeSpan.FromSeconds(10);
}

/// <summary>JSON of lane state and dead letters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LaneState))]
[JsonSerializable(typeof(DeadLettered))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    /// <summary>Reads a kept state; an empty text is a new lane.</summary>
    public static Delivery.LaneState ReadLane(string text) =>
        text.Length == 0 ? Delivery.LaneState.New : JsonSerializer.Deserialize(text, Default.LaneState)!;
}
