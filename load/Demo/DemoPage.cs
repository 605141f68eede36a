using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Load.Audit;

namespace OrderGrid.Load.Demo;

/// <summary>The demo as one HTML file that needs nothing else.</summary>
internal static class DemoPage
{
    private const string Style =
        """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#68707a;--paper:#fff;--line:#d8dde3;--good:#1a7f4b;
        --bad:#c0352b;--blue:#2f6fdb;--amber:#e5a530}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa3ad;--paper:#15181c;--line:#343a41;
        --good:#4cc38a;--bad:#ff7b72;--blue:#7aa7ff;--amber:#f0b94a}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;
        margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
        p{color:var(--soft);margin:.3rem 0}table{border-collapse:collapse;width:100%}
        td,th{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        td.n{text-align:right;font-variant-numeric:tabular-nums}.kept{color:var(--good)}.broken{color:var(--bad)}
        svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}
        """;

    /// <summary>The page.</summary>
    public static string Render(DemoFigures figures, ImmutableArray<Verdict> verdicts)
    {
        var broken = verdicts.Count(verdict => !verdict.Kept);
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
        page.Append("<title>OrderGrid: a day of orders</title><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append("<style>").Append(Style).Append("</style>");
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
