using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Load.Bench;
using OrderGrid.Load.Reports;

namespace OrderGrid.Load.Flash;

/// <summary>A run as one HTML file that needs nothing else; it is well-formed XML as well.</summary>
internal static class FlashPage
{
    private const int ShownBreaks = 50;

    private static readonly (FlashOutcome Outcome, string Colour)[] Columns =
    [
        (FlashOutcome.Accepted, "--good"),
        (FlashOutcome.Refused, "--amber"),
        (FlashOutcome.TooMany, "--violet"),
        (FlashOutcome.TurnedAway, "--blue"),
        (FlashOutcome.Unknown, "--bad"),
        (FlashOutcome.Unsent, "--grey"),
    ];

    /// <summary>The page.</summary>
    public static string Render(FlashResult result)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
        page.Append("<title>OrderGrid: flash sale</title>");
        page.Append("<meta name=\"viewport\" content=\"width=device-width\"/>");
        page.Append("<style>").Append(PageStyle.Css).Append("</style></head><body>");
        page.Append(Text($"<h1>Flash sale: {Title(result.Plan.Settings.Scenario)}</h1>"));
        page.Append(Text($"<p>{Encode(FlashTable.Describe(result.Plan))}</p>"));
        AppendCards(page, result);
        AppendCharts(page, result);
        AppendNumbers(page, result);
        AppendAudit(page, result);
        return page.Append("</body></html>\n").ToString();
    }

    private static string Title(FlashScenario scenario) => scenario switch
    {
        FlashScenario.Hot => "ten buyers for each piece of one SKU",
        FlashScenario.Spread => "orders over the whole catalogue",
        FlashScenario.Mixed => "orders among ten times as many reads",
        FlashScenario.ErpDown => "the ERP is away during the peak",
        FlashScenario.Greedy => "a greedy channel beside a modest one",
    };

    private static void AppendCards(StringBuilder page, FlashResult result)
    {
        var orders = result.Record.Totals[result.Plan.Streams[0]].Latencies;
        var broken = result.Verdicts.Count(verdict => !verdict.Kept);
        page.Append("<div class=\"cards\">");
        Card(page, FlashTable.Number(result.Plan.Arrivals.Length), "arrivals");
        Card(page, FlashTable.Number(result.Record.Count(FlashOutcome.Accepted)), "orders accepted");
        Card(page, FlashTable.Number(FlashTable.Best(result)), "accepted in the best second");
        Card(page, FlashTable.Time(orders.Percentile(0.5)), "p50 of an answer");
        Card(page, FlashTable.Time(orders.Percentile(0.99)), "p99 of an answer");
        page.Append(Text($"<div><b class=\"{(broken == 0 ? "kept" : "broken")}\">{broken}</b>"));
        page.Append(Text($"<span>of {result.Verdicts.Length} promises broken</span></div></div>"));
    }

    private static void Card(StringBuilder page, string number, string what) =>
        page.Append(Text($"<div><b>{Encode(number)}</b><span>{Encode(what)}</span></div>"));

    private static void AppendCharts(StringBuilder page, FlashResult result)
    {
        var seconds = result.Record.Seconds.ToArray();
        var lastLook = result.Samples.Select(sample => sample.At.TotalSeconds).DefaultIfEmpty().Max();
        var end = Math.Max(seconds.Length, lastLook);
        var chart = new TimeChart(end, Marks(result.Plan));
        page.Append("<h2>How long buyers waited for an answer</h2>").Append(chart.Milliseconds("Latency",
        [
            Percentiles(seconds, "p50", "--blue", 0.5),
            Percentiles(seconds, "p90", "--teal", 0.9),
            Percentiles(seconds, "p99", "--amber", 0.99),
            Percentiles(seconds, "longest", "--bad", 1),
        ]));
        page.Append("<p>Orders, by the second in which they were due. The wait counts from that moment, also for ");
        page.Append("those that could only be sent later.</p>");
        page.Append("<h2>What became of orders, per second</h2>").Append(chart.Columns("Outcomes",
        [
            .. Columns.Where(column => seconds.Any(second => second.Count(column.Outcome) > 0)).Select(column =>
                PerSecond(seconds, FlashTable.Word(column.Outcome), column.Colour, [column.Outcome])),
        ]));
        page.Append("<h2>Turned away, per second</h2>").Append(chart.Lines("Refusals",
        [
            PerSecond(seconds, "refused: no stock", "--amber", [FlashOutcome.Refused]),
            PerSecond(seconds, "429 and 503", "--violet", [FlashOutcome.TooMany, FlashOutcome.TurnedAway]),
            PerSecond(seconds, "unknown or never sent", "--bad", [FlashOutcome.Unknown, FlashOutcome.Unsent]),
        ]));
        page.Append("<h2>What waits behind the answers</h2>").Append(chart.Lines("Backlog",
        [
            Sampled(result, "orders accepted and not in the ERP", "--blue", sample => sample.Backlog),
            Sampled(result, "events in the lanes", "--violet", sample => sample.Waiting),
            Sampled(result, "requests in flight", "--grey", sample => sample.InFlight),
        ]));
        page.Append("<h2>Memory of the node, in MB</h2>").Append(chart.Lines("Memory",
            [Sampled(result, "resident", "--teal", sample => sample.NodeMegabytes)]));
    }

    private static ImmutableArray<ChartMark> Marks(FlashPlan plan) =>
        plan.Outage is { } outage ? [new(outage.From.TotalSeconds, outage.To.TotalSeconds, "ERP away")]
        : plan.GreedySince is { } since
            ? [new(since.TotalSeconds, plan.Settings.Length.TotalSeconds, "greedy channel at 5 × its share")]
        : [];

    private static ChartSeries Percentiles(FlashSecond[] seconds, string name, string colour, double share) => new(
        name,
        colour,
        [
            .. seconds.Index()
                .Select(second => (second.Index + 0.5, second.Item.Orders.Percentile(share).TotalMilliseconds))
                .Where(point => point.TotalMilliseconds > 0),
        ]);

    private static ChartSeries PerSecond(
        FlashSecond[] seconds, string name, string colour, FlashOutcome[] outcomes) => new(
        name,
        colour,
        [.. seconds.Index().Select(second => ((double)second.Index, (double)outcomes.Sum(second.Item.Count)))]);

    private static ChartSeries Sampled(
        FlashResult result, string name, string colour, Func<FlashSample, double> value) =>
        new(name, colour, [.. result.Samples.Select(sample => (sample.At.TotalSeconds, value(sample)))]);

    private static void AppendNumbers(StringBuilder page, FlashResult result)
    {
        page.Append("<h2>In numbers</h2><table>");
        foreach (var (what, value) in FlashTable.Rows(result))
        {
            page.Append(Text($"<tr><td>{Encode(what)}</td><td>{Encode(value)}</td></tr>"));
        }

        page.Append("</table>");
    }

    private static void AppendAudit(StringBuilder page, FlashResult result)
    {
        page.Append("<h2>Audit</h2><p>Journal, answers and the ERP's book, compared after the last event.</p>");
        page.Append("<table><tr><th></th><th>Promise</th><th class=\"n\">Checked</th>");
        page.Append("<th class=\"n\">Broken</th></tr>");
        foreach (var verdict in result.Verdicts)
        {
            page.Append(Text($"<tr><td>{verdict.Id}</td><td>{Encode(verdict.Promise)}</td>"));
            page.Append(Text($"<td class=\"n\">{verdict.Checked:N0}</td>"));
            page.Append(Text($"<td class=\"n {(verdict.Kept ? "kept" : "broken")}\">"));
            page.Append(Text($"{verdict.Broken.Length:N0}</td></tr>"));
            foreach (var broken in verdict.Broken.Take(ShownBreaks))
            {
                page.Append(Text($"<tr><td></td><td class=\"broken\" colspan=\"3\">{Encode(broken)}</td></tr>"));
            }
        }

        page.Append("</table>");
    }

    private static string Encode(string plain) => WebUtility.HtmlEncode(plain);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
