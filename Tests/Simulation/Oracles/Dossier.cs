using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>Everything the world knows about the orders that violations name: where to look first.</summary>
internal static partial class Dossier
{
    private const int MostOrders = 3;

    /// <summary>One line per event, partner entry and lane.</summary>
    public static IEnumerable<string> Describe(GridWorld world, IReadOnlyList<string> violations)
    {
        var keys = violations
            .SelectMany(violation => Key().Matches(violation).Select(match => match.Value))
            .Distinct()
            .Take(MostOrders);
        var scan = JournalScan.Read(world.Journal);
        var positions = violations
            .SelectMany(violation => Position().Matches(violation).Select(match => match.Value))
            .Distinct()
            .Take(MostOrders);
        return keys.SelectMany(key => Describe(world, scan, key))
            .Concat(positions.SelectMany(key => DescribePosition(scan, key)));
    }

    private static IEnumerable<string> DescribePosition(JournalScan scan, string key)
    {
        yield return $"{key}:";
        foreach (var record in scan.Positions.GetValueOrDefault(PositionKey.Parse(key), []))
        {
            foreach (var happening in record.Events)
            {
                yield return Line(record.RecordedAt, $"{happening.Type} by {happening.Command} "
                    + Encoding.UTF8.GetString(happening.Body.Span));
            }
        }
    }

    private static IEnumerable<string> Describe(GridWorld world, JournalScan scan, string key)
    {
        var stream = new StreamName(StreamCategory.Order, key);
        yield return $"{key}, partition {stream.Partition}:";
        foreach (var record in scan.Streams.GetValueOrDefault(stream, []))
        {
            foreach (var happening in record.Events)
            {
                yield return Line(record.RecordedAt, $"{record.Position} {happening.Type} by {happening.Command} "
                    + Encoding.UTF8.GetString(happening.Body.Span));
            }
        }

        foreach (var system in world.Partners.All)
        {
            foreach (var entry in system.Entries.Where(entry => entry.Key.StartsWith(key, StringComparison.Ordinal)))
            {
                yield return Line(
                    entry.At, $"{system.Name} {entry.Kind} {entry.Collection} {entry.Key} {entry.Number}");
            }
        }

        foreach (var (position, records) in scan.Positions)
        {
            foreach (var record in records)
            {
                foreach (var happening in record.Events)
                {
                    var body = Encoding.UTF8.GetString(happening.Body.Span);
                    if (body.Contains(key, StringComparison.Ordinal)
                        || Holds(scan, key).Any(hold => body.Contains(hold, StringComparison.Ordinal)))
                    {
                        yield return Line(record.RecordedAt, $"{position} {happening.Type} {body}");
                    }
                }
            }
        }

        foreach (var line in world.LaneLines(stream.Partition))
        {
            yield return $"  lane {line}";
        }
    }

    private static IEnumerable<string> Holds(JournalScan scan, string key) =>
        scan.Orders.GetValueOrDefault(OrderKey.Parse(key), Order.None).Lines
            .SelectMany(line => line.Allocations)
            .Select(allocation => allocation.Hold.Value);

    private static string Line(DateTimeOffset at, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"  {at:HH:mm:ss.fff} {text}");

    [GeneratedRegex("(shop|market)/[0-9]{6}")]
    private static partial Regex Key();

    [GeneratedRegex("SKU-[0-9]+@N[0-9]+")]
    private static partial Regex Position();
}
