using System.Globalization;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Bench;

namespace OrderGrid.Load.Flash;

/// <summary>Tells how a run goes: one line that is rewritten on a terminal, a line now and then elsewhere.</summary>
/// <param name="output">Where to.</param>
/// <param name="columns">Width of the terminal; null where it is none.</param>
internal sealed class FlashVoice(TextWriter output, int? columns)
{
    private const string Rewrite = "\r\e[2K";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private TimeSpan? _lastLine;
    private bool _open;

    /// <summary>A line that stays.</summary>
    public void Say(string line)
    {
        Close();
        output.WriteLine(line);
    }

    /// <summary>How it stands now.</summary>
    public void Show(FlashSample sample, OpenLoopTally tally, FlashRecord record, LatencyHistogram recent)
    {
        if (columns is null && sample.At - _lastLine < Pause)
        {
            return;
        }

        _lastLine = sample.At;
        var line = Line(sample, tally, record, recent);
        if (columns is { } width)
        {
            output.Write(Rewrite + (line.Length < width ? line : line[..(width - 1)]));
            output.Flush();
            _open = true;
        }
        else
        {
            output.WriteLine(line);
        }
    }

    /// <summary>The line itself.</summary>
    public static string Line(
        FlashSample sample, OpenLoopTally tally, FlashRecord record, LatencyHistogram recent)
    {
        var turned = record.Count(FlashOutcome.TooMany) + record.Count(FlashOutcome.TurnedAway);
        var unclear = record.Count(FlashOutcome.Unknown);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{sample.At.TotalSeconds,5:F1} s] {tally.Due:N0} arrived · {sample.Accepted:N0} accepted · ")
            + Refusals(record)
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{turned:N0} × 429/503 · {unclear:N0} unclear · {tally.InFlight + tally.Waiting:N0} in flight · ")
            + $"p50 {FlashTable.Time(recent.Percentile(0.5))} p99 {FlashTable.Time(recent.Percentile(0.99))} · "
            + $"{FlashTable.Number(sample.Backlog)} wait for the ERP"
            + (tally.Unsent == 0 ? "" : $" · {FlashTable.Number(tally.Unsent)} not sent");
    }

    private static string Refusals(FlashRecord record) => string.Concat(record.Totals.Values
        .SelectMany(totals => totals.Counts)
        .Where(count => count.Key.Outcome == FlashOutcome.Refused)
        .GroupBy(count => count.Key.Code)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{FlashTable.Number(group.Sum(count => count.Value))} {group.Key} · "));

    private void Close()
    {
        if (_open)
        {
            output.WriteLine();
            _open = false;
        }
    }
}
