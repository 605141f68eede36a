using System.Diagnostics;
using System.Text.Json.Serialization;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>What can happen to a node's schedule.</summary>
public abstract record NodeScheduleEvent;

/// <summary>A schedule is in force, or none any more.</summary>
public sealed record ScheduleSet(ReconciliationSchedule? Schedule, DateTimeOffset SetAt, string Actor, string Reason)
    : NodeScheduleEvent;

/// <summary>A run began.</summary>
public sealed record RunStarted(NodeRun Run) : NodeScheduleEvent;

/// <summary>The run under way ended.</summary>
public sealed record RunEnded(
    string Run, DateTimeOffset EndedAt, RunEnd End, ReconciliationSummary Summary, string? Fault) : NodeScheduleEvent;

/// <summary>The journalled form of a node's schedule.</summary>
public static class NodeScheduleEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<NodeScheduleEvent> Format { get; } = new(
        ("reconciliation.scheduled.v1", NodeScheduleJson.Default.ScheduleSet),
        ("reconciliation.started.v1", NodeScheduleJson.Default.RunStarted),
        ("reconciliation.ended.v1", NodeScheduleJson.Default.RunEnded));

    /// <summary>The state after an event. Total: an event it does not know is a defect.</summary>
    public static NodeSchedule Evolve(NodeSchedule state, NodeScheduleEvent happening)
    {
        ArgumentNullException.ThrowIfNull(state);
        var after = happening switch
        {
            ScheduleSet set => state with { Schedule = set.Schedule, SetAt = set.SetAt },
            RunStarted started => state with { Current = started.Run },
            RunEnded ended => state with
            {
                Current = null,
                Last = new(state.Current!, ended.EndedAt, ended.End, ended.Summary, ended.Fault),
            },
            _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
        };
        return after with { Version = state.Version.Plus(1) };
    }
}

/// <summary>JSON of a node's schedule.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleSet))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunEnded))]
internal sealed partial class NodeScheduleJson : JsonSerializerContext;
