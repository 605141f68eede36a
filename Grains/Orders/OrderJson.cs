using System.Text.Json.Serialization;

namespace OrderGrid.Orders;

/// <summary>JSON of order events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderReceived))]
[JsonSerializable(typeof(LineSourced))]
[JsonSerializable(typeof(LineBackordered))]
[JsonSerializable(typeof(LineRepromised))]
[JsonSerializable(typeof(LineArrived))]
[JsonSerializable(typeof(OrderAccepted))]
[JsonSerializable(typeof(OrderHeld))]
[JsonSerializable(typeof(ErpPosted))]
[JsonSerializable(typeof(ErpRefused))]
[JsonSerializable(typeof(FulfilmentDue))]
[JsonSerializable(typeof(FulfilmentRequested))]
[JsonSerializable(typeof(FulfilmentAcknowledged))]
[JsonSerializable(typeof(FulfilmentRejected))]
[JsonSerializable(typeof(FulfilmentReassigned))]
[JsonSerializable(typeof(ShipmentDispatched))]
[JsonSerializable(typeof(InvoicePosted))]
[JsonSerializable(typeof(OrderClosed))]
internal sealed partial class OrderJson : JsonSerializerContext;
