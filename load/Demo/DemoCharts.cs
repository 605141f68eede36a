using System.Globalization;
using System.Text;

namespace OrderGrid.Load.Demo;

/// <summary>The two charts of the page, drawn as SVG over the same time axis.</summary>
internal static class DemoCharts
{
    private const double Width = 960;
    private const double Height = 220;
    private const double Left = 56;
    private const double Top = 12;
    private const double Bottom = 28;
    private const double SecondsPerTick = 5;

    // The latency axis is logarithmic: an answer in a millisecond and one after a crash are both to be seen.
    private const double LeastMilliseconds = 0.5;

    /// <summary>A dot per document: when it was sent and how long its answer took.</summary>
    public static string Latency(DemoFigures figures)
    {
        var end = End(figures);
        var most = Math.Max(1_000, figures.Overall.Longest.TotalMilliseconds);
        var chart = Begin(figures, end);
        double Y(double milliseconds) => Scale(
            Math.Log(Math.Max(milliseconds, LeastMilliseconds) / LeastMilliseconds),
            Math.Log(most / LeastMilliseconds));
        foreach (var mark in new double[] { 1, 10, 100, 1_000, 10_000 }.Where(mark => mark <= most))
        {
            Grid(chart, Y(mark), mark >= 1_000 ? Text($"{mark / 1_000} s") : Text($"{mark} ms"));
        }

        foreach (var exchange in figures.Exchanges)
        {
            var colour = exchange.Attempts > 1 ? "var(--bad)" : "var(--blue)";
            var (x, y) = (X(exchange.SentAt, end), Y(exchange.Latency.TotalMilliseconds));
            chart.Append(Text($"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"2.5\" "));
            chart.Append(Text($"fill=\"{colour}\" fill-opacity=\".6\"/>"));
        }

        return chart.Append("</svg>").ToString();
    }

    /// <summary>A stepped line: how many orders waited for the ERP.</summary>
    public static string Backlog(DemoFigures figures)
    {
        var end = End(figures);
        var most = Math.Max(10, figures.PeakWaiting);
        var chart = Begin(figures, end);
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            Grid(chart, Scale(share, 1), Text($"{share * most:F0}"));
        }

        chart.Append("<path fill=\"var(--blue)\" fill-opacity=\".25\" stroke=\"var(--blue)\" d=\"");
        chart.Append(Text($"M{Left} {Scale(0, 1):F1}"));
        var waiting = 0;
        foreach (var point in figures.Backlog)
        {
            var x = X(point.At, end);
            chart.Append(Text($"L{x:F1} {Scale(waiting, most):F1}L{x:F1} {Scale(point.Waiting, most):F1}"));
            waiting = point.Waiting;
        }

        chart.Append(Text($"L{X(end, end):F1} {Scale(waiting, most):F1}L{X(end, end):F1} {Scale(0, 1):F1}Z\"/>"));
        return chart.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(DemoFigures figures, TimeSpan end)
    {
        var (from, to) = (X(figures.Mishaps.OutageFrom, end), X(figures.Mishaps.OutageTo, end));
        var killed = X(figures.Mishaps.KilledAt, end);
        var floor = Height - Bottom;
        var chart = new StringBuilder(Text($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">"));
        chart.Append(Text($"<rect x=\"{from:F1}\" y=\"{Top}\" width=\"{to - from:F1}\" height=\"{floor - Top}\" "));
        chart.Append("fill=\"var(--amber)\" fill-opacity=\".25\"/>");
        chart.Append(Text($"<text x=\"{from + 4:F1}\" y=\"{Top + 12}\">ERP away</text>"));
        chart.Append(Text($"<path d=\"M{killed:F1} {Top}V{floor}\" stroke=\"var(--bad)\"/>"));
        chart.Append(Text($"<text x=\"{killed + 4:F1}\" y=\"{Top + 26}\">kill -9</text>"));
        for (var second = 0.0; second <= end.TotalSeconds; second += SecondsPerTick)
        {
            var x = X(TimeSpan.FromSeconds(second), end);
            chart.Append(Text($"<text x=\"{x:F1}\" y=\"{Height - 8}\" text-anchor=\"middle\">{second} s</text>"));
        }

        return chart;
    }

    private static void Grid(StringBuilder chart, double y, string label)
    {
        chart.Append(Text($"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:F1}\" y2=\"{y:F1}\" stroke=\"var(--line)\"/>"));
        chart.Append(Text($"<text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{label}</text>"));
    }

    private static TimeSpan End(DemoFigures figures) => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(Math.Max(
        figures.Exchanges.Select(exchange => (exchange.SentAt + exchange.Latency).TotalSeconds).DefaultIfEmpty().Max(),
        figures.Backlog.Select(point => point.At.TotalSeconds).DefaultIfEmpty().Max()))));

    private static double X(TimeSpan at, TimeSpan end) => Left + ((Width - Left - 8) * (at / end));

    private static double Scale(double value, double most) =>
        Height - Bottom - ((Height - Bottom - Top) * Math.Min(value, most) / most);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
