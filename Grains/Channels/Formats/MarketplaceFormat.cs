using System.Collections.Immutable;
using System.Text.Json;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// A marketplace's flat JSON in snake case: prices are numbers with a currency each, and the first line's currency
/// is the order's. Its line ids are texts, so lines are numbered as they come.
/// </summary>
internal static class MarketplaceFormat
{
    private static readonly JsonMembers OrderMembers = new(
        "order_reference buyer_id ship_address_name ship_address_line1 ship_address_postal_code ship_address_city "
        + "ship_address_country order_items",
        tolerated: "purchase_date buyer_email");

    private static readonly JsonMembers LineMembers =
        new("item_sku quantity_ordered unit item_price", tolerated: "order_item_id");

    private static readonly JsonMembers PriceMembers = new("value code");

    public static ReadOrder Read(JsonElement json, DocumentFaults faults)
    {
        var order = new JsonFields(json, OrderMembers, faults);
        var number = order.String("order_reference");
        number.Identifier<OrderNumber>();
        ImmutableArray<ChannelOrderLine> lines =
            [.. order.Lines("order_items", LineMembers).Select((line, index) => ReadLine(line, index + 1))];
        return faults.Conclude(number.Value, new(
            order.String("buyer_id").Identifier<CustomerId>(),
            lines.IsEmpty ? default : lines[0].UnitPrice.Currency,
            new(
                order.String("ship_address_name").Text(AddressLimits.MaxName),
                order.String("ship_address_line1").Text(AddressLimits.MaxStreet),
                order.String("ship_address_city").Text(AddressLimits.MaxCity),
                null,
                order.StringOrNull("ship_address_postal_code").TextOrNull(AddressLimits.MaxPostalCode),
                order.String("ship_address_country").Text(AddressLimits.MaxCountry)),
            lines));
    }

    private static ChannelOrderLine ReadLine(JsonFields line, int number)
    {
        var price = line.Object("item_price", PriceMembers);
        return new(
            number,
            line.String("item_sku").Article(number),
            line.String("unit").Unit(number),
            line.Number("quantity_ordered").Quantity(number),
            price.Number("value").Price(price.String("code").Currency()));
    }
}
