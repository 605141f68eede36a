using System.Text.Json;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// The export format of the Northwind sample: numbers as ids, a discount per line as a share of the price, no
/// currency (US dollars) and no unit (pieces). A price after discount is rounded to cents, halves away from zero.
/// </summary>
internal static class NorthwindFormat
{
    private static readonly Currency Dollar = new("USD");
    private static readonly UnitOfMeasure Piece = new("EA");

    private static readonly JsonMembers OrderMembers = new(
        "orderId customerId shipTo lines",
        tolerated: "employeeId orderDate requiredDate shippedDate shipVia freight");

    private static readonly JsonMembers AddressMembers = new("name address city region postalCode country");
    private static readonly JsonMembers LineMembers = new("productId unitPrice quantity discount");

    public static ReadOrder Read(JsonElement json, DocumentFaults faults)
    {
        var order = new JsonFields(json, OrderMembers, faults);
        var number = order.Number("orderId").Digits();
        number.Identifier<OrderNumber>();
        var address = order.Object("shipTo", AddressMembers);
        return faults.Conclude(number.Value, new(
            order.String("customerId").Identifier<CustomerId>(),
            Dollar,
            new(
                address.String("name").Text(AddressLimits.MaxName),
                address.String("address").Text(AddressLimits.MaxStreet),
                address.String("city").Text(AddressLimits.MaxCity),
                address.StringOrNull("region").TextOrNull(AddressLimits.MaxRegion),
                address.StringOrNull("postalCode").TextOrNull(AddressLimits.MaxPostalCode),
                address.String("country").Text(AddressLimits.MaxCountry)),
            [.. order.Lines("lines", LineMembers).Select((line, index) => ReadLine(line, index + 1))]));
    }

    private static ChannelOrderLine ReadLine(JsonFields line, int number)
    {
        var price = line.Number("unitPrice").Price(Dollar);
        var left = 1 - line.Number("discount").Share();
        var amount = decimal.Round(price.Amount * left, Dollar.MinorUnits, MidpointRounding.AwayFromZero);
        return new(
            number,
            line.Number("productId").Digits().Article(number),
            Piece,
            line.Number("quantity").Quantity(number),
            new(amount, Dollar));
    }
}
