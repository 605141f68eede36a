using System.Text.Json;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>A web shop's nested JSON: prices are texts per unit, lines have no numbers.</summary>
internal static class WebshopFormat
{
    private static readonly JsonMembers OrderMembers =
        new("orderId buyer deliveryAddress items currency", tolerated: "placedAt");

    private static readonly JsonMembers BuyerMembers = new("customerNo", tolerated: "name email");
    private static readonly JsonMembers AddressMembers = new("name street zip city country");
    private static readonly JsonMembers LineMembers = new("article qty unit price");

    public static ReadOrder Read(JsonElement json, DocumentFaults faults)
    {
        var order = new JsonFields(json, OrderMembers, faults);
        var number = order.String("orderId");
        number.Identifier<OrderNumber>();
        var address = order.Object("deliveryAddress", AddressMembers);
        var currency = order.String("currency").Currency();
        return faults.Conclude(number.Value, new(
            order.Object("buyer", BuyerMembers).String("customerNo").Identifier<CustomerId>(),
            currency,
            new(
                address.String("name").Text(AddressLimits.MaxName),
                address.String("street").Text(AddressLimits.MaxStreet),
                address.String("city").Text(AddressLimits.MaxCity),
                null,
                address.StringOrNull("zip").TextOrNull(AddressLimits.MaxPostalCode),
                address.String("country").Text(AddressLimits.MaxCountry)),
            [.. order.Lines("items", LineMembers).Select((line, index) => ReadLine(line, index + 1, currency))]));
    }

    private static ChannelOrderLine ReadLine(JsonFields line, int number, Pricing.Currency currency) => new(
        number,
        line.String("article").Article(number),
        line.String("unit").Unit(number),
        line.Number("qty").Quantity(number),
        line.String("price").Price(currency));
}
