using System.Text.Json;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>The canonical body with the order's number in it.</summary>
internal static class CanonicalFormat
{
    private static readonly JsonMembers OrderMembers = new("orderNo customer currency shipTo lines");
    private static readonly JsonMembers AddressMembers = new("name street city region postalCode country");
    private static readonly JsonMembers LineMembers = new("line sku unit quantity unitPrice");
    private static readonly JsonMembers MoneyMembers = new("amount currency");

    public static ReadOrder Read(JsonElement json, DocumentFaults faults)
    {
        var order = new JsonFields(json, OrderMembers, faults);
        var number = order.String("orderNo");
        number.Identifier<OrderNumber>();
        var address = order.Object("shipTo", AddressMembers);
        return faults.Conclude(number.Value, new(
            order.String("customer").Identifier<CustomerId>(),
            order.String("currency").Currency(),
            new(
                address.String("name").Text(AddressLimits.MaxName),
                address.String("street").Text(AddressLimits.MaxStreet),
                address.String("city").Text(AddressLimits.MaxCity),
                address.StringOrNull("region").TextOrNull(AddressLimits.MaxRegion),
                address.StringOrNull("postalCode").TextOrNull(AddressLimits.MaxPostalCode),
                address.String("country").Text(AddressLimits.MaxCountry)),
            [.. order.Lines("lines", LineMembers).Select(ReadLine)]));
    }

    private static ChannelOrderLine ReadLine(JsonFields line)
    {
        var number = line.Number("line").LineNumber();
        var price = line.Object("unitPrice", MoneyMembers);
        return new(
            number,
            line.String("sku").Article(number),
            line.String("unit").Unit(number),
            line.Number("quantity").Quantity(number),
            price.String("amount").Price(price.String("currency").Currency()));
    }
}
