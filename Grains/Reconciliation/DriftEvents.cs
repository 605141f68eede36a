using System.Diagnostics;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>What can happen to a node's drifts.</summary>
public abstract record DriftEvent;

/// <summary>A report and the books differ, or differ in another way than before.</summary>
public sealed record DriftDetected(
    ReportedStock Reported, long Units, DriftCause Cause, DateTimeOffset Since, string Run) : DriftEvent
{
    /// <summary>What channels were told then; null when they were told nothing lately.</summary>
    public ToldStock? Told { get; init; }
}

/// <summary>It was decided on, or is over. Actor and reason are those of whoever decided.</summary>
public sealed record DriftSettled(Sku Sku, DriftStatus Status, string? Actor, string? Reason) : DriftEvent;

/// <summary>The journalled form of drift events.</summary>
public static class DriftEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<DriftEvent> Format { get; } = new(
        ("inventory.drift-detected.v1", DriftJson.Default.DriftDetected),
        ("inventory.drift-settled.v1", DriftJson.Default.DriftSettled));

    /// <summary>The state after an event. Total: an event it does not know is a defect.</summary>
    public static DriftBook Evolve(DriftBook state, DriftEvent happening)
    {
        ArgumentNullException.ThrowIfNull(state);
        var version = state.Version.Plus(1);
        var drifts = happening switch
        {
            DriftDetected found => state.Drifts.SetItem(
                found.Reported.Sku,
                new(found.Reported, found.Units, found.Cause, found.Since, found.Run, DriftStatus.Open)
                {
                    Version = version,
                    Told = found.Told,
                }),
            DriftSettled { Status: DriftStatus.Healed or DriftStatus.Compensated } over =>
                state.Drifts.Remove(over.Sku),
            DriftSettled settled => state.Drifts.SetItem(
                settled.Sku, state.Drifts[settled.Sku] with { Status = settled.Status }),
            _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
        };
        return new(drifts, version);
    }
}

/// <summary>JSON of drift events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DriftDetected))]
[JsonSerializable(typeof(DriftSettled))]
internal sealed partial class DriftJson : JsonSerializerContext;
