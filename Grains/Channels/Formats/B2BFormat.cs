using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// A B2B portal's upload: semicolons, a header, a row per line, and the rows of an order one after the other. Rows
/// of the same number further down are another order, which may be a repeat.
/// </summary>
internal static class B2BFormat
{
    private static readonly ImmutableArray<string> Columns =
        ["order_no", "customer", "sku", "uom", "qty", "price", "currency", "name", "street", "zip", "city", "country"];

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static ImmutableArray<ReadOrder> Read(ReadOnlySpan<byte> content)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            return [ReadOrder.Unreadable($"Not UTF-8 at byte {exception.Index + 1}.")];
        }

        var orders = ImmutableArray.CreateBuilder<ReadOrder>();
        var fault = ReadRows(text, rows => orders.Add(ReadGroup(rows)));
        return fault is null ? orders.ToImmutable() : [ReadOrder.Unreadable(fault)];
    }

    // Broken quotes can swallow row ends, so they spoil the whole file, and nothing of it is used.
    private static string? ReadRows(string text, Action<List<CsvRow>> read)
    {
        string? fault = null;
        using var source = new StringReader(text);
        using var parser = new CsvParser(source, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ";",
            BadDataFound = found =>
                fault ??= $"row {found.Context.Parser?.Row ?? 0}: quotes are not closed or not doubled.",
        });
        if (!parser.Read() || !Columns.SequenceEqual(parser.Record ?? []))
        {
            return fault ?? $"row 1: the header {string.Join(';', Columns)} is expected.";
        }

        var rows = new List<CsvRow>();
        while (fault is null && parser.Read())
        {
            var row = new CsvRow(parser.Record ?? [], parser.Row, Columns);
            if (rows.Count > 0 && rows[0].Number != row.Number)
            {
                read(rows);
                rows = [];
            }

            rows.Add(row);
        }

        if (rows.Count > 0)
        {
            read(rows);
        }

        return fault;
    }

    private static ReadOrder ReadGroup(List<CsvRow> rows)
    {
        var faults = new DocumentFaults();
        var first = rows[0];
        if (rows.Count > OrderLimits.MaxLines)
        {
            faults.Add($"row {first.Row}", $"an order of 1 to {OrderLimits.MaxLines} rows is expected.");
            return faults.Conclude(first.Number, null!);
        }

        var whole = rows.Where(row => row.HasAllColumns(faults)).ToList();
        if (whole.Count < rows.Count)
        {
            return faults.Conclude(first.Number, null!);
        }

        foreach (var row in rows)
        {
            row.MatchHead(first, faults);
        }

        first.Field("order_no", faults).Identifier<OrderNumber>();
        var currency = first.Field("currency", faults).Currency();
        return faults.Conclude(first.Number, new(
            first.Field("customer", faults).Identifier<CustomerId>(),
            currency,
            new(
                first.Field("name", faults).Text(AddressLimits.MaxName),
                first.Field("street", faults).Text(AddressLimits.MaxStreet),
                first.Field("city", faults).Text(AddressLimits.MaxCity),
                null,
                first.Field("zip", faults).TextOrNull(AddressLimits.MaxPostalCode),
                first.Field("country", faults).Text(AddressLimits.MaxCountry)),
            [.. rows.Select((row, index) => ReadLine(row, index + 1, currency, faults))]));
    }

    private static ChannelOrderLine ReadLine(
        CsvRow row, int number, Pricing.Currency currency, DocumentFaults faults) => new(
            number,
            row.Field("sku", faults).Article(number),
            row.Field("uom", faults).Unit(number),
            row.Field("qty", faults).Quantity(number),
            row.Field("price", faults).Price(currency));
}
