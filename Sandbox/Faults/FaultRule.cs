using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrderGrid.Sandbox.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>
    /// The call takes longer, by <c>delayMs</c> to <c>delayMaxMs</c>; adds up with whatever else fires.
    /// </summary>
    Latency,

    /// <summary>A status (default 503) without effect.</summary>
    Status,

    /// <summary>429 with <c>Retry-After</c>, without effect.</summary>
    Throttle,

    /// <summary>422 with <c>reason</c>, without effect.</summary>
    Refuse,

    /// <summary>
    /// No answer for <c>delayMs</c>, then a broken connection; with <c>effect</c> the work is done first.
    /// </summary>
    Hang,

    /// <summary>The work is done, then the connection breaks.</summary>
    LostReply,

    /// <summary>The work is done, then a status (default 500) is sent.</summary>
    ErrorAfterEffect,

    /// <summary>A maintenance window: 503 with <c>Retry-After</c> to its end, without effect.</summary>
    Outage,

    /// <summary>The connection breaks, without effect.</summary>
    ConnectionReset,

    /// <summary>The work is done, and 200 with an HTML page is sent.</summary>
    WrongContent,

    /// <summary>The work is done, and the body trickles over <c>delayMs</c>.</summary>
    SlowBody,

    /// <summary>The work is done, and the first half of the body is sent as if it were all.</summary>
    CutBody,

    /// <summary>A callback is sent <c>copies</c> more times with the same event id.</summary>
    DuplicateCallback,

    /// <summary>The callbacks of one document are sent last first.</summary>
    ReorderCallback,
}

/// <summary>One line of a fault script. A rule fires when every condition it states holds.</summary>
public sealed record FaultRule
{
    /// <summary>What goes wrong.</summary>
    [JsonRequired]
    public FaultKind Kind { get; init; }

    /// <summary>Chance per call, 0 to 1 inclusive. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Most times the rule fires; null is without limit.</summary>
    public int? Count { get; init; }

    /// <summary>
    /// Calls it applies to: <c>orders.post</c>, or <c>orders</c> for all of a collection; null is every call.
    /// </summary>
    public string? Operation { get; init; }

    /// <summary>Dotted paths in the body and the values of which one must be there.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Where { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Starts to apply, inclusive; null is at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Stops to apply, exclusive; null is never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Stops to apply this long after the script was set; null is never.</summary>
    public double? ForSeconds { get; init; }

    /// <summary>
    /// Duration, or its shortest, in milliseconds. Default by kind: hang 60,000, slow body 2,000, else 0.
    /// </summary>
    public int? DelayMs { get; init; }

    /// <summary>Longest duration in milliseconds; null is the same as <see cref="DelayMs"/>.</summary>
    public int? DelayMaxMs { get; init; }

    /// <summary>HTTP status for the kinds that send one; null is the kind's default.</summary>
    public int? Status { get; init; }

    /// <summary>Value of <c>Retry-After</c>; null is 1 for throttle and the end of the window for outage.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Reason of a refusal. Default <c>Refused</c>.</summary>
    public string Reason { get; init; } = "Refused";

    /// <summary>For a hang: true does the work before falling silent.</summary>
    public bool Effect { get; init; }

    /// <summary>Extra sendings of a duplicated callback. Default 1.</summary>
    public int Copies { get; init; } = 1;
}

/// <summary>
/// What goes wrong at one partner system. Rules are tried in order; all latencies add up, then the first other wins.
/// </summary>
public sealed record FaultScript
{
    /// <summary>Most rules in a script.</summary>
    public const int MaxRules = 100;

    /// <summary>A script under which nothing goes wrong.</summary>
    public static FaultScript None { get; } = new();

    /// <summary>Seed of the script's dice.</summary>
    public long Seed { get; init; }

    /// <summary>The rules, in the order they are tried.</summary>
    public ImmutableArray<FaultRule> Rules { get; init; } = [];

    /// <summary>What is wrong with the script itself; null when it can be used.</summary>
    public string? Problem()
    {
        if (Rules.IsDefault || Rules.Length > MaxRules)
        {
            return $"A script has 0 to {MaxRules} rules.";
        }

        return Rules.Any(rule => rule is not { Probability: >= 0 and <= 1, Copies: >= 1 and <= 10 }
            || rule.Count < 0 || rule.DelayMs < 0 || rule.DelayMaxMs < 0 || rule.ForSeconds < 0
            || rule.Status is < 200 or > 599 || rule.RetryAfterSeconds < 0)
            ? "probability is 0 to 1, copies 1 to 10, status 200 to 599; count, durations and times are not negative."
            : null;
    }
}
