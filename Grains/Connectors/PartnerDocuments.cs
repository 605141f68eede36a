using System.Buffers;
using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>The documents that partners get. The same order gives the same bytes.</summary>
public static class PartnerDocuments
{
    private const int MaxReason = 500;

    /// <summary>An order for an ERP.</summary>
    public static PartnerDocument Order(FeedEvent given, OrderView order) =>
        Write(given, ErpRoute.OrderKind, order.Order.ToString(), writer =>
        {
            writer.WriteString("customer", order.Customer.Value);
            writer.WriteString("currency", order.Currency.Code);
            writer.WriteString("acceptedAt", order.AcceptedAt);
            WriteAddress(writer, order.ShipTo);
            writer.WriteStartArray("lines");
            foreach (var line in order.Lines.Select(view => view.Line))
            {
                WriteLine(writer, line, line.Quantity, withPrice: true);
            }

            writer.WriteEndArray();
        });

    /// <summary>A shipment for an ERP, to be invoiced.</summary>
    public static PartnerDocument Shipment(FeedEvent given, OrderView order, Shipment shipment) =>
        Write(given, ErpRoute.ShipmentKind, $"{order.Order}/{shipment.Id}", writer =>
        {
            writer.WriteString("orderKey", order.Order.ToString());
            writer.WriteString("erpNumber", order.ErpNumber?.Value);
            writer.WriteString("shipment", shipment.Id.Value);
            writer.WriteString("node", shipment.Node.Value);
            writer.WriteStartArray("lines");
            foreach (var shipped in shipment.Lines)
            {
                WriteLine(writer, LineOf(order, shipped.Line), shipped.Quantity, withPrice: true);
            }

            writer.WriteEndArray();
        });

    /// <summary>
    /// What is there of a line at a node, without what still waits and what came, or comes, on its own: once the order
    /// is with its ERP this stays the same for ever.
    /// </summary>
    public static Quantity ThereAt(OrderLineView line, NodeId node) => line.Allocations
        .Where(allocation => allocation.Node == node)
        .Aggregate(Quantity.Zero, (sum, allocation) => allocation.Backorder is { } waiting
            ? sum + (allocation.Quantity - waiting.Quantity - waiting.Later)
            : sum + allocation.Quantity);

    /// <summary>What a node is to ship because it came later.</summary>
    public static PartnerDocument ReleasePart(FeedEvent given, OrderView order, FulfilmentDue due) =>
        Write(given, WmsRoute.ReleaseKind, $"{order.Order}@{due.Node}/{due.Part}", writer =>
        {
            writer.WriteString("orderKey", order.Order.ToString());
            WriteAddress(writer, order.ShipTo);
            writer.WriteStartArray("lines");
            foreach (var line in due.Pieces.GroupBy(pieces => pieces.Line))
            {
                var pieces = line.Aggregate(Quantity.Zero, (sum, one) => sum + one.Quantity);
                WriteLine(writer, LineOf(order, line.Key), pieces, withPrice: false);
            }

            writer.WriteEndArray();
        });

    /// <summary>What a node is to ship of an order.</summary>
    public static PartnerDocument Release(FeedEvent given, OrderView order, NodeId node) =>
        Write(given, WmsRoute.ReleaseKind, $"{order.Order}@{node}", writer =>
        {
            writer.WriteString("orderKey", order.Order.ToString());
            WriteAddress(writer, order.ShipTo);
            writer.WriteStartArray("lines");
            foreach (var line in order.Lines)
            {
                var pieces = ThereAt(line, node);
                if (pieces > Quantity.Zero)
                {
                    WriteLine(writer, line.Line, pieces, withPrice: false);
                }
            }

            writer.WriteEndArray();
        });

    /// <summary>A partner's words, at most 500 characters of them.</summary>
    public static string Cut(string reason) => reason.Length <= MaxReason ? reason : reason[..MaxReason];

    private static OrderLine LineOf(OrderView order, int line) =>
        order.Lines.First(view => view.Line.Line == line).Line;

    private static PartnerDocument Write(FeedEvent given, string kind, string key, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            members(writer);
            writer.WriteEndObject();
        }

        return new(kind, key, buffer.WrittenMemory, given.Id, given.Correlation.Value, given.TraceParent);
    }

    private static void WriteLine(Utf8JsonWriter writer, OrderLine line, Quantity quantity, bool withPrice)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line.Line);
        writer.WriteString("sku", line.Sku.Value);
        writer.WriteNumber("quantity", quantity.Pieces);
        if (withPrice)
        {
            writer.WritePropertyName("unitPrice");
            JsonSerializer.Serialize(writer, line.UnitPrice, PricingJson.Default.Money);
        }

        if (line.Kit is { } kit)
        {
            WriteComponents(writer, kit, quantity);
        }

        writer.WriteEndObject();
    }

    // What is picked for a kit; its shipment is told in kits.
    private static void WriteComponents(Utf8JsonWriter writer, Kit kit, Quantity kits)
    {
        writer.WriteStartArray("components");
        foreach (var component in kit.Components)
        {
            writer.WriteStartObject();
            writer.WriteString("sku", component.Sku.Value);
            writer.WriteNumber("perKit", component.PerKit.Pieces);
            writer.WriteNumber("quantity", component.In(kits).Pieces);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter writer, Address address)
    {
        writer.WriteStartObject("shipTo");
        writer.WriteString("name", address.Name);
        writer.WriteString("street", address.Street);
        writer.WriteString("city", address.City);
        writer.WriteString("region", address.Region);
        writer.WriteString("postalCode", address.PostalCode);
        writer.WriteString("country", address.Country);
        writer.WriteEndObject();
    }
}
