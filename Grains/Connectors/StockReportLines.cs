using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Connectors;

/// <summary>A line of a report: an item, or what comes behind the page.</summary>
internal sealed record StockReportLine(
    string? Sku = null,
    long? OnHand = null,
    DateTimeOffset? AsOf = null,
    long? Sequence = null,
    ImmutableArray<IncludedChange>? Included = null,
    string? Next = null,
    bool End = false);

/// <summary>
/// Understands a page of a report: a JSON object per line, and a last one that says where the next page is or that the
/// report ends here. A page without it was cut off, however well its last row reads.
/// </summary>
internal static class StockReportLines
{
    public const int MaxRows = 10_000;

    private const int MaxCursor = 200;
    private const int MaxReference = 64;

    public static StockReportAnswer Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var (rows, refused) = (ImmutableArray.CreateBuilder<ReportedStock>(), ImmutableArray.CreateBuilder<string>());
        var number = 0;
        for (var rest = body; TryCut(ref rest, out var line);)
        {
            number++;
            var (read, fault) = Parse(line);
            if (read is { End: true } or { Next: not null })
            {
                return !IsBlank(rest) ? StockReportAnswer.Failed($"line {number} ends the page, and more follows")
                    : read.Next?.Length > MaxCursor ? StockReportAnswer.Failed("the next page's name is too long")
                    : StockReportAnswer.Of(new(rows.ToImmutable(), refused.ToImmutable(), read.Next));
            }

            if (number > MaxRows)
            {
                return StockReportAnswer.Failed($"a page has up to {MaxRows} rows");
            }

            fault ??= FindFault(read!, now);
            if (fault is null)
            {
                rows.Add(Of(read!));
            }
            else
            {
                refused.Add(string.Create(CultureInfo.InvariantCulture, $"row {number}, {read?.Sku ?? "?"}: {fault}"));
            }
        }

        return StockReportAnswer.Failed($"the page was cut off after {number} lines");
    }

    private static (StockReportLine? Line, string? Fault) Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, StockReportJson.Default.StockReportLine) is { } read
                ? (read, null)
                : (null, "it is empty");
        }
        catch (JsonException)
        {
            return (null, "it is not a JSON object as expected");
        }
    }

    private static string? FindFault(StockReportLine line, DateTimeOffset now) =>
        !Identifier.IsValid(line.Sku, Sku.MaxLength) ? "sku is not an item's name"
        : line.OnHand is not (>= 0 and <= Quantity.MaxPieces) ? $"onHand is 0 to {Quantity.MaxPieces} pieces"
        : line.AsOf is not { } asOf ? "asOf is missing"
        : asOf > now + StockLimits.ClockTolerance ? "asOf is ahead of the grid's clock"
        : line.Included is { Length: > StockLimits.Included } ? $"included names up to {StockLimits.Included} changes"
        : line.Included is { } named && named.Any(one => one is null || !Identifier.IsValid(one.Reference, MaxReference)
            || one.Change is < -Quantity.MaxPieces or > Quantity.MaxPieces) ? "included is malformed"
        : null;

    private static ReportedStock Of(StockReportLine line) => new(
        new(line.Sku!), line.OnHand!.Value, line.AsOf!.Value.ToUniversalTime(), line.Sequence, line.Included ?? []);

    private static bool TryCut(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> line)
    {
        do
        {
            var end = rest.Span.IndexOf((byte)'\n');
            line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        while (IsBlank(line) && !rest.IsEmpty);
        return !IsBlank(line);
    }

    private static bool IsBlank(ReadOnlyMemory<byte> line) => !line.Span.ContainsAnyExcept(" \t\r\n"u8);
}

/// <summary>JSON of reports. Partners may say more than is understood.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StockReportLine))]
internal sealed partial class StockReportJson : JsonSerializerContext;
