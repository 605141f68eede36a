using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Bench;

namespace OrderGrid.Load.Flash;

/// <summary>Whether a modest channel suffers from a greedy one beside it.</summary>
internal static class FlashFairness
{
    /// <summary>Share of the modest channel's orders that must be accepted.</summary>
    public const double LeastAccepted = 0.99;

    /// <summary>How many times its own p99, while it was alone, the modest channel may wait at most.</summary>
    public const double MostSlowdown = 5;

    /// <summary>Below this nobody notices a slowdown, however many times it is.</summary>
    public static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(50);

    /// <summary>Judges the modest channel; nothing to judge where no channel was greedy.</summary>
    public static IEnumerable<Verdict> Check(FlashPlan plan, FlashRecord record)
    {
        if (plan.GreedySince is null)
        {
            yield break;
        }

        var modest = record.Totals[plan.Streams[0]];
        var sent = modest.Counts.Sum(count => count.Value);
        var accepted = modest.Count(FlashOutcome.Accepted);
        yield return new("I17", "beside a greedy channel 99 % of a modest one's orders are accepted", sent,
            accepted >= sent * LeastAccepted ? [] : [Text($"{accepted} of {sent} were accepted")]);
        yield return new("I17", "and it waits no longer than 50 ms, or 5 × as long as alone (p99)", sent,
            Slowdown(modest.Before, modest.Since));
    }

    private static ImmutableArray<string> Slowdown(LatencyHistogram alone, LatencyHistogram beside)
    {
        var (before, since) = (alone.Percentile(0.99), beside.Percentile(0.99));
        return since <= Unnoticed || since <= before * MostSlowdown
            ? []
            : [Text($"p99 {since.TotalMilliseconds:F0} ms beside it, {before.TotalMilliseconds:F0} ms alone")];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
