using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OrderGrid.Load.Samples;

/// <summary>Writes orders the way each channel does. The three have nothing in common, which is the point.</summary>
public static class SampleFormats
{
    private const string CsvHeader = "order_no;customer;sku;uom;qty;price;currency;name;street;zip;city;country\n";

    /// <summary>Nested JSON; prices are texts, per unit.</summary>
    public static JsonObject Webshop(SampleOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new JsonObject
        {
            ["orderId"] = order.Number,
            ["placedAt"] = Time(order.PlacedAt),
            ["buyer"] = new JsonObject
            {
                ["customerNo"] = order.Buyer.Customer,
                ["name"] = order.Buyer.Name,
                ["email"] = order.Buyer.Email,
            },
            ["deliveryAddress"] = new JsonObject
            {
                ["name"] = order.Buyer.Name,
                ["street"] = order.Buyer.Street,
                ["zip"] = order.Buyer.Zip,
                ["city"] = order.Buyer.City,
                ["country"] = order.Buyer.Country,
            },
            ["items"] = new JsonArray([.. order.Lines.Select(line => new JsonObject
            {
                ["article"] = line.ChannelSku,
                ["qty"] = line.Quantity,
                ["unit"] = line.Unit,
                ["price"] = Price(line.Price),
            })]),
            ["currency"] = SampleItem.Currency,
        };
    }

    /// <summary>Flat JSON in snake case; prices are numbers with a currency each, per unit.</summary>
    public static JsonObject Marketplace(SampleOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new JsonObject
        {
            ["order_reference"] = order.Number,
            ["purchase_date"] = Time(order.PlacedAt),
            ["buyer_id"] = order.Buyer.Customer,
            ["buyer_email"] = order.Buyer.Email,
            ["ship_address_name"] = order.Buyer.Name,
            ["ship_address_line1"] = order.Buyer.Street,
            ["ship_address_postal_code"] = order.Buyer.Zip,
            ["ship_address_city"] = order.Buyer.City,
            ["ship_address_country"] = order.Buyer.Country,
            ["order_items"] = new JsonArray([.. order.Lines.Select((line, index) => new JsonObject
            {
                ["order_item_id"] = $"{order.Number}-{index + 1}",
                ["item_sku"] = line.ChannelSku,
                ["quantity_ordered"] = line.Quantity,
                ["unit"] = line.Unit,
                ["item_price"] = new JsonObject { ["value"] = line.Price, ["code"] = SampleItem.Currency },
            })]),
        };
    }

    /// <summary>One file of several orders, a row per line; the rows of an order follow one another.</summary>
    public static string B2b(IEnumerable<SampleOrder> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var csv = new StringBuilder(CsvHeader);
        foreach (var order in orders)
        {
            foreach (var line in order.Lines)
            {
                csv.AppendJoin(';', new[]
                {
                    order.Number, order.Buyer.Customer, line.ChannelSku, line.Unit,
                    line.Quantity.ToString(CultureInfo.InvariantCulture), Price(line.Price), SampleItem.Currency,
                    order.Buyer.Name, order.Buyer.Street, order.Buyer.Zip, order.Buyer.City, order.Buyer.Country,
                }.Select(Quote)).Append('\n');
            }
        }

        return csv.ToString();
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Price(decimal price) => price.ToString("F2", CultureInfo.InvariantCulture);

    private static string Quote(string field) => field.AsSpan().IndexOfAny(';', '"') < 0
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
