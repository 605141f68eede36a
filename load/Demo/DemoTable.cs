using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Load.Audit;
using Spectre.Console;

namespace OrderGrid.Load.Demo;

/// <summary>The end of a demo on the terminal: what happened, and which promises were kept.</summary>
internal static class DemoTable
{
    private const int ShownBreaks = 5;

    /// <summary>Writes both tables.</summary>
    public static void Write(IAnsiConsole console, DemoFigures figures, ImmutableArray<Verdict> verdicts)
    {
        console.WriteLine();
        console.Write(Summary(figures));
        console.Write(Promises(verdicts));
        var broken = verdicts.Count(verdict => !verdict.Kept);
        console.MarkupLine(broken == 0
            ? $"[green]{verdicts.Length} invariants checked, 0 broken.[/]"
            : $"[red]{verdicts.Length} invariants checked, {broken} broken.[/]");
    }

    /// <summary>The rows of the summary: what, and how much.</summary>
    public static IEnumerable<(string What, string Value)> Rows(DemoFigures figures)
    {
        yield return ("orders in", Count(figures.Sent));
        yield return ("accepted", $"{Count(figures.Accepted)}   (and {figures.Repeats} repeats recognised)");
        yield return ("refused", Count(figures.Refusals.Sum(refusal => refusal.Count)));
        foreach (var (reason, count) in figures.Refusals)
        {
            yield return ($"  {reason}", Count(count));
        }

        yield return ("posted to the ERP", Count(figures.Posted));
        yield return ("shipped in full", Count(figures.Shipped));
        yield return ("closed", Count(figures.Closed));
        foreach (var (reason, count) in figures.Held)
        {
            yield return ($"held: {reason}", Count(count));
        }

        yield return ("accept latency", Latency(figures.Undisturbed));
        yield return ($"  with {figures.Retried} that had to retry", Latency(figures.Overall));
        yield return ("ERP outage", $"{Time(figures.Mishaps.OutageTo - figures.Mishaps.OutageFrom)}; "
            + $"{figures.AcceptedInOutage} orders accepted meanwhile");
        yield return ("  waiting for the ERP at peak", $"{figures.PeakWaiting} orders");
        yield return (
            "  longest accepted → posted", $"{Time(figures.LongestToPost)}   (usual: {Time(figures.UsualToPost)})");
        yield return ("  backlog gone after its return", Time(figures.Drained));
        yield return ("node killed → ready again", Time(figures.Mishaps.ReadyAt - figures.Mishaps.KilledAt));
        yield return ("  → first order accepted", Time(figures.FirstAcceptedAfterKill));
        yield return ("  holds of cut-off attempts", $"{figures.WaitingToExpire} pending, they expire by themselves");
        var faults = figures.Faults.Select(fault => $"{fault.Count} {fault.Kind}");
        yield return ("partners' faults", string.Join(", ", faults));
        yield return ("journal", $"{Count(figures.Records)} records");
    }

    /// <summary>A time as people read it.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms");

    private static string Latency(Latencies latencies) =>
        $"p50 {Time(latencies.Median)}, p99 {Time(latencies.P99)}, longest {Time(latencies.Longest)}";

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Table Summary(DemoFigures figures)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("the day").AddColumn("");
        foreach (var (what, value) in Rows(figures))
        {
            table.AddRow(Markup.Escape(what), Markup.Escape(value));
        }

        return table;
    }

    private static Table Promises(ImmutableArray<Verdict> verdicts)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("").AddColumn("invariant").AddColumn(new TableColumn("checked").RightAligned())
            .AddColumn(new TableColumn("broken").RightAligned());
        foreach (var verdict in verdicts)
        {
            var colour = verdict.Kept ? "green" : "red";
            table.AddRow(
                verdict.Id,
                Markup.Escape(verdict.Promise),
                Count(verdict.Checked),
                $"[{colour}]{verdict.Broken.Length}[/]");
            foreach (var broken in verdict.Broken.Take(ShownBreaks))
            {
                table.AddRow("", $"[red]{Markup.Escape(broken)}[/]", "", "");
            }
        }

        return table;
    }
}
