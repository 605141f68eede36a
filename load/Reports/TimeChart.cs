using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace OrderGrid.Load.Reports;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Colour">A custom property of the page, such as <c>--blue</c>.</param>
/// <param name="Points">Seconds since the start, and the value.</param>
internal sealed record ChartSeries(string Name, string Colour, ImmutableArray<(double Second, double Value)> Points);

/// <summary>A time that is shaded in a chart.</summary>
internal sealed record ChartMark(double From, double To, string Label);

/// <summary>A chart over time, drawn as SVG in the colours of its page.</summary>
internal sealed class TimeChart(double seconds, ImmutableArray<ChartMark> marks)
{
    private const double Width = 960;
    private const double Height = 240;
    private const double Left = 64;
    private const double Right = 8;
    private const double Top = 14;
    private const double Bottom = 28;
    private const int MostTicks = 10;

    private readonly double _seconds = Math.Max(1, seconds);

    /// <summary>Lines over a linear axis that starts at zero.</summary>
    public string Lines(string title, IReadOnlyList<ChartSeries> series)
    {
        var most = RoundUp(series.SelectMany(line => line.Points).Select(point => point.Value).DefaultIfEmpty().Max());
        double Y(double value) => Scale(value, most);
        var chart = Begin(title);
        LinearGrid(chart, most);
        foreach (var line in series)
        {
            Draw(chart, line, line.Points.Select(point => (X(point.Second), Y(point.Value))));
        }

        return End(chart, series);
    }

    /// <summary>Lines over a logarithmic axis, in milliseconds.</summary>
    public string Milliseconds(string title, IReadOnlyList<ChartSeries> series)
    {
        const double least = 0.5;
        var longest = series.SelectMany(line => line.Points).Select(point => point.Value).DefaultIfEmpty().Max();
        var most = Math.Max(100, longest);
        double Y(double value) => Scale(Math.Log(Math.Max(value, least) / least), Math.Log(most / least));
        var chart = Begin(title);
        foreach (var mark in new double[] { 1, 10, 100, 1_000, 10_000, 100_000 }.Where(mark => mark <= most))
        {
            Grid(chart, Y(mark), mark >= 1_000 ? Text($"{mark / 1_000} s") : Text($"{mark} ms"));
        }

        foreach (var line in series)
        {
            Draw(chart, line, line.Points.Select(point => (X(point.Second), Y(point.Value))));
        }

        return End(chart, series);
    }

    /// <summary>A column per second, the series on top of each other.</summary>
    public string Columns(string title, IReadOnlyList<ChartSeries> series)
    {
        var sums = series.SelectMany(line => line.Points).GroupBy(point => point.Second)
            .Select(second => second.Sum(point => point.Value));
        var most = RoundUp(sums.DefaultIfEmpty().Max());
        var chart = Begin(title);
        LinearGrid(chart, most);
        var bases = new Dictionary<double, double>();
        var width = Math.Max(1, X(1) - X(0) - 1);
        foreach (var line in series)
        {
            chart.Append(Text($"<g fill=\"var({line.Colour})\">"));
            foreach (var (second, value) in line.Points.Where(point => point.Value > 0))
            {
                var low = bases.GetValueOrDefault(second);
                bases[second] = low + value;
                var (top, bottom) = (Scale(low + value, most), Scale(low, most));
                chart.Append(Text($"<rect x=\"{X(second):F1}\" y=\"{top:F1}\" width=\"{width:F1}\" "));
                chart.Append(Text($"height=\"{bottom - top:F1}\"/>"));
            }

            chart.Append("</g>");
        }

        return End(chart, series);
    }

    private StringBuilder Begin(string title)
    {
        var floor = Height - Bottom;
        var chart = new StringBuilder("<figure>");
        chart.Append(Text($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" "));
        chart.Append(Text($"aria-label=\"{WebUtility.HtmlEncode(title)}\">"));
        foreach (var mark in marks)
        {
            var (from, to) = (X(mark.From), X(Math.Min(mark.To, _seconds)));
            chart.Append(Text($"<rect x=\"{from:F1}\" y=\"{Top}\" width=\"{Math.Max(0, to - from):F1}\" "));
            chart.Append(Text($"height=\"{floor - Top}\" fill=\"var(--shade)\"/>"));
            chart.Append(Text($"<text x=\"{from + 5:F1}\" y=\"{Top + 12}\">"));
            chart.Append(WebUtility.HtmlEncode(mark.Label)).Append("</text>");
        }

        var step = Ticks(_seconds);
        for (var second = 0.0; second <= _seconds; second += step)
        {
            var x = X(second);
            chart.Append(Text($"<text x=\"{x:F1}\" y=\"{Height - 8}\" text-anchor=\"middle\">{second} s</text>"));
        }

        return chart;
    }

    private static void LinearGrid(StringBuilder chart, double most)
    {
        foreach (var share in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            Grid(chart, Scale(share * most, most), (share * most).ToString("N0", CultureInfo.InvariantCulture));
        }
    }

    private static void Grid(StringBuilder chart, double y, string label)
    {
        chart.Append(Text($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\" "));
        chart.Append("stroke=\"var(--line)\"/>");
        chart.Append(Text($"<text x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{label}</text>"));
    }

    private static void Draw(StringBuilder chart, ChartSeries line, IEnumerable<(double X, double Y)> points)
    {
        var path = string.Join(' ', points.Select(point => Text($"{point.X:F1},{point.Y:F1}")));
        chart.Append(Text($"<polyline fill=\"none\" stroke=\"var({line.Colour})\" stroke-width=\"2\" "));
        chart.Append(Text($"stroke-linejoin=\"round\" points=\"{path}\"/>"));
    }

    private static string End(StringBuilder chart, IReadOnlyList<ChartSeries> series)
    {
        chart.Append("</svg><figcaption>");
        foreach (var line in series)
        {
            chart.Append(Text($"<span><i style=\"background:var({line.Colour})\"></i>"));
            chart.Append(WebUtility.HtmlEncode(line.Name)).Append("</span>");
        }

        return chart.Append("</figcaption></figure>").ToString();
    }

    private double X(double second) => Left + ((Width - Left - Right) * Math.Min(second, _seconds) / _seconds);

    private static double Scale(double value, double most) =>
        Height - Bottom - ((Height - Bottom - Top) * Math.Clamp(value / most, 0, 1));

    // The next of 4, 8, 20, 40, 80 …: a quarter of it is a round number.
    private static double RoundUp(double value)
    {
        var power = 4.0;
        foreach (var factor in Enumerable.Repeat(new[] { 2, 2.5, 2 }, 10).SelectMany(factors => factors))
        {
            if (power >= value)
            {
                break;
            }

            power *= factor;
        }

        return power;
    }

    private static double Ticks(double seconds) =>
        new double[] { 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200 }.FirstOrDefault(
            step => seconds / step <= MostTicks, 3_600);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
