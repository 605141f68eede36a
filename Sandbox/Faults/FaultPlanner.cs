using System.Text.Json;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Faults;

/// <summary>What goes wrong with one call.</summary>
/// <param name="Latency">Time to pass before the system looks at the call.</param>
/// <param name="Fault">The rule that decides the call's end; null lets it end well.</param>
/// <param name="Hold">Duration drawn for that rule.</param>
public sealed record FaultPlan(TimeSpan Latency, FaultRule? Fault, TimeSpan Hold)
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new(TimeSpan.Zero, null, TimeSpan.Zero);
}

/// <summary>What goes wrong with the callbacks of one document.</summary>
/// <param name="Copies">Extra sendings of each callback.</param>
/// <param name="Reversed">True sends them last first.</param>
public sealed record CallbackPlan(int Copies, bool Reversed);

/// <summary>Plays one fault script for one partner system. Not safe for concurrent use: the system guards it.</summary>
public sealed class FaultPlanner
{
    private static readonly TimeSpan DefaultHang = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultTrickle = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock;
    private readonly Dice _dice;
    private readonly DateTimeOffset _set;
    private readonly int[] _fired;

    /// <summary>
    /// Starts the script now; <paramref name="system"/> gives each system its own run of the same seed.
    /// </summary>
    public FaultPlanner(FaultScript script, string system, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(clock);
        Script = script;
        _clock = clock;
        _dice = Dice.For(script.Seed, system);
        _set = clock.GetUtcNow();
        _fired = new int[script.Rules.Length];
    }

    /// <summary>The script being played.</summary>
    public FaultScript Script { get; }

    /// <summary>How often each rule has fired, in the order of the rules.</summary>
    public IReadOnlyList<int> Fired => [.. _fired];

    /// <summary>Decides what goes wrong with a call.</summary>
    public FaultPlan Plan(PartnerCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var latency = TimeSpan.Zero;
        for (var index = 0; index < _fired.Length; index++)
        {
            var rule = Script.Rules[index];
            if (rule.Kind is FaultKind.DuplicateCallback or FaultKind.ReorderCallback
                || !Concerns(rule, call) || !Fires(index))
            {
                continue;
            }

            if (rule.Kind != FaultKind.Latency)
            {
                return new FaultPlan(latency, rule with { RetryAfterSeconds = RetryAfter(rule) }, Duration(rule));
            }

            latency += Duration(rule);
        }

        return latency == TimeSpan.Zero ? FaultPlan.None : new FaultPlan(latency, null, TimeSpan.Zero);
    }

    /// <summary>Decides what goes wrong with the callbacks that follow from a call.</summary>
    public CallbackPlan PlanCallbacks()
    {
        var copies = 0;
        var reversed = false;
        for (var index = 0; index < _fired.Length; index++)
        {
            var rule = Script.Rules[index];
            if (rule.Kind is FaultKind.DuplicateCallback or FaultKind.ReorderCallback && Fires(index))
            {
                copies += rule.Kind == FaultKind.DuplicateCallback ? rule.Copies : 0;
                reversed |= rule.Kind == FaultKind.ReorderCallback;
            }
        }

        return new CallbackPlan(copies, reversed);
    }

    private bool Fires(int index)
    {
        var rule = Script.Rules[index];
        var now = _clock.GetUtcNow();
        if (now < rule.From || now >= End(rule) || _fired[index] >= rule.Count || !_dice.Rolls(rule.Probability))
        {
            return false;
        }

        _fired[index]++;
        return true;
    }

    private static bool Concerns(FaultRule rule, PartnerCall call) =>
        (rule.Operation is null || rule.Operation == call.Operation || rule.Operation == call.Collection)
        && rule.Where.All(condition => call.Body?.At(condition.Key) is { } found
            && condition.Value.Contains(
                found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText()));

    private DateTimeOffset? End(FaultRule rule)
    {
        DateTimeOffset? end = rule.ForSeconds is { } seconds ? _set.AddSeconds(seconds) : null;
        return end is null || rule.Until < end ? rule.Until ?? end : end;
    }

    private TimeSpan Duration(FaultRule rule)
    {
        var shortest = rule switch
        {
            { DelayMs: { } milliseconds } => TimeSpan.FromMilliseconds(milliseconds),
            { Kind: FaultKind.Hang } => DefaultHang,
            { Kind: FaultKind.SlowBody } => DefaultTrickle,
            _ => TimeSpan.Zero,
        };
        return rule.DelayMaxMs is { } longest
            ? _dice.Between(shortest, TimeSpan.FromMilliseconds(longest))
            : shortest;
    }

    private int? RetryAfter(FaultRule rule)
    {
        if (rule.RetryAfterSeconds is not null)
        {
            return rule.RetryAfterSeconds;
        }

        return rule.Kind switch
        {
            FaultKind.Throttle => 1,
            FaultKind.Outage when End(rule) is { } end => (int)Math.Ceiling((end - _clock.GetUtcNow()).TotalSeconds),
            FaultKind.Outage or FaultKind.Latency or FaultKind.Status or FaultKind.Refuse or FaultKind.Hang
                or FaultKind.LostReply or FaultKind.ErrorAfterEffect or FaultKind.ConnectionReset
                or FaultKind.WrongContent or FaultKind.SlowBody or FaultKind.CutBody or FaultKind.DuplicateCallback
                or FaultKind.ReorderCallback => null,
        };
    }
}
