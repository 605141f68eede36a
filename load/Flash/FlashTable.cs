using System.Globalization;
using OrderGrid.Load.Bench;
using Spectre.Console;

namespace OrderGrid.Load.Flash;

/// <summary>A run in numbers, for terminal and page.</summary>
internal static class FlashTable
{
    private const int ShownBreaks = 5;

    /// <summary>Writes the numbers and the audit.</summary>
    public static void Write(IAnsiConsole console, FlashResult result)
    {
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("flash sale").AddColumn("");
        foreach (var (what, value) in Rows(result))
        {
            table.AddRow(Markup.Escape(what), Markup.Escape(value));
        }

        console.Write(table);
        console.Write(Audit(result));
        var broken = result.Verdicts.Count(verdict => !verdict.Kept);
        console.MarkupLine(broken == 0
            ? $"[green]{result.Verdicts.Length} promises checked, 0 broken.[/]"
            : $"[red]{result.Verdicts.Length} promises checked, {broken} broken.[/]");
    }

    /// <summary>What, and how much.</summary>
    public static IEnumerable<(string What, string Value)> Rows(FlashResult result)
    {
        var (plan, tally) = (result.Plan, result.Tally);
        yield return ("scenario", Describe(plan));
        yield return ("arrivals", Number(plan.Arrivals.Length));
        yield return ("  sent late, by more than 20 ms", Number(tally.Late));
        yield return ("  not sent: too many outstanding", Number(tally.Unsent));
        foreach (var (stream, totals) in result.Streams)
        {
            var name = NameOf(stream);
            foreach (var ((outcome, code), count) in totals.Counts.OrderBy(count => count.Key))
            {
                yield return ($"{name}: {Word(outcome)}{(code.Length == 0 ? "" : $", {code}")}", Number(count));
            }

            yield return ($"{name}: latency from the due time", Latency(totals.Latencies));
            if (plan.GreedySince is not null && totals.Before.Count > 0)
            {
                yield return ($"{name}: while it is alone", Latency(totals.Before));
                yield return ($"{name}: beside the greedy channel", Latency(totals.Since));
            }
        }

        yield return ("accepted in the best second", Number(Best(result)));
        yield return ("waiting for the ERP at peak", $"{Number(Peak(result))} orders");
        yield return ("nothing waited any more", $"{Time(result.Drained)} after the last arrival");
        yield return ("memory of the node at peak", string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Samples.Select(sample => sample.NodeMegabytes).DefaultIfEmpty().Max():N0} MB"));
    }

    /// <summary>A stream as people call it.</summary>
    public static string NameOf(FlashStream stream) => stream.Reads
        ? "reads"
        : stream.Channel == FlashPlan.Channel ? "orders" : $"orders of the {stream.Channel} channel";

    /// <summary>Most orders accepted within a second.</summary>
    public static int Best(FlashResult result)
    {
        var best = 0;
        foreach (var second in result.Record.Seconds)
        {
            best = Math.Max(best, second.Count(FlashOutcome.Accepted));
        }

        return best;
    }

    /// <summary>Most orders that waited for the ERP.</summary>
    public static int Peak(FlashResult result) =>
        result.Samples.Select(sample => sample.Backlog).DefaultIfEmpty().Max();

    /// <summary>Percentiles in words.</summary>
    public static string Latency(LatencyHistogram latencies) =>
        $"p50 {Time(latencies.Percentile(0.5))}, p99 {Time(latencies.Percentile(0.99))}, "
        + $"longest {Time(latencies.Percentile(1))}";

    /// <summary>A time as people read it.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: >= 1 } => FormattableString.Invariant($"{time.TotalSeconds:F1} s"),
        { TotalMilliseconds: >= 10 } => FormattableString.Invariant($"{time.TotalMilliseconds:F0} ms"),
        _ => FormattableString.Invariant($"{time.TotalMilliseconds:F1} ms"),
    };

    /// <summary>A count as people read it.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The plan in a line.</summary>
    public static string Describe(FlashPlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Settings.Scenario}: {plan.Settings.Rate:N0}/s over {plan.Settings.Length.TotalSeconds:N0} s, "
        + $"{plan.Skus:N0} SKU{(plan.Skus == 1 ? "" : "s")} of {plan.StockPerSku:N0} pieces, "
        + $"seed {plan.Settings.Seed}");

    /// <summary>An outcome in words.</summary>
    public static string Word(FlashOutcome outcome) => outcome switch
    {
        FlashOutcome.Unsent => "not sent",
        FlashOutcome.Accepted => "accepted",
        FlashOutcome.Read => "answered",
        FlashOutcome.Refused => "refused",
        FlashOutcome.TooMany => "429",
        FlashOutcome.TurnedAway => "503, nothing written",
        FlashOutcome.Unknown => "outcome unknown",
    };

    private static Table Audit(FlashResult result)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("").AddColumn("promise").AddColumn(new TableColumn("checked").RightAligned())
            .AddColumn(new TableColumn("broken").RightAligned());
        foreach (var verdict in result.Verdicts)
        {
            var colour = verdict.Kept ? "green" : "red";
            var count = verdict.Checked == 0 ? "nothing to check" : Number(verdict.Broken.Length);
            table.AddRow(
                verdict.Id, Markup.Escape(verdict.Promise), Number(verdict.Checked), $"[{colour}]{count}[/]");
            foreach (var broken in verdict.Broken.Take(ShownBreaks))
            {
                table.AddRow("", $"[red]{Markup.Escape(broken)}[/]", "", "");
            }
        }

        return table;
    }
}
