using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Reports;

namespace OrderGrid.Load.Demo;

/// <summary>The demo as one HTML file that needs nothing else.</summary>
internal static class DemoPage
{
    /// <summary>The page.</summary>
    public static string Render(DemoFigures figures, ImmutableArray<Verdict> verdicts)
    {
        var broken = verdicts.Count(verdict => !verdict.Kept);
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
        page.Append("<title>OrderGrid: a day of orders</title><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append("<style>").Append(PageStyle.Css).Append("</style>");
        page.Append("<h1>A day of orders, an ERP outage and a kill -9</h1><p>");
        page.Append(Invariant($"{figures.Accepted} orders accepted, {verdicts.Length} invariants checked, "));
        page.Append(Invariant($"<b class=\"{(broken == 0 ? "kept" : "broken")}\">{broken} broken</b></p>"));
        page.Append("<h2>How long channels waited for an answer</h2>").Append(DemoCharts.Latency(figures));
        page.Append("<p>Each dot is a document. Shaded: the ERP is away. Line: the node is killed; dots above it had ");
        page.Append("to retry.</p><h2>Orders accepted and not yet in the ERP</h2>").Append(DemoCharts.Backlog(figures));
        page.Append("<h2>The day</h2><table>");
        foreach (var (what, value) in DemoTable.Rows(figures))
        {
            page.Append(Invariant($"<tr><td>{Text(what)}<td>{Text(value)}"));
        }

        page.Append("</table><h2>Invariants</h2><table><tr><th><th>Promise<th>Checked<th>Broken");
        foreach (var verdict in verdicts)
        {
            page.Append(Invariant($"<tr><td>{verdict.Id}<td>{Text(verdict.Promise)}"));
            page.Append(Invariant($"<td class=\"n\">{verdict.Checked:N0}"));
            page.Append(Invariant($"<td class=\"n {(verdict.Kept ? "kept" : "broken")}\">{verdict.Broken.Length}"));
            foreach (var line in verdict.Broken)
            {
                page.Append(Invariant($"<tr><td><td class=\"broken\" colspan=\"3\">{Text(line)}"));
            }
        }

        return page.Append("</table></html>\n").ToString();
    }

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
