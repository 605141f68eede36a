using System.Text.Json.Serialization;

namespace OrderGrid.Inventory;

/// <summary>JSON of position events and snapshots.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StockHeld))]
[JsonSerializable(typeof(StockRefused))]
[JsonSerializable(typeof(HoldExtended))]
[JsonSerializable(typeof(HoldCommitted))]
[JsonSerializable(typeof(HoldReleased))]
[JsonSerializable(typeof(HoldExpired))]
[JsonSerializable(typeof(HoldShipped))]
[JsonSerializable(typeof(StockAdjusted))]
[JsonSerializable(typeof(StockCounted))]
[JsonSerializable(typeof(ReceiptExpected))]
[JsonSerializable(typeof(StockReceived))]
[JsonSerializable(typeof(StockTransferred))]
[JsonSerializable(typeof(StockBlocked))]
[JsonSerializable(typeof(SafetyKept))]
[JsonSerializable(typeof(StockAllotted))]
[JsonSerializable(typeof(StockLimited))]
[JsonSerializable(typeof(ShortfallChanged))]
[JsonSerializable(typeof(PromisesChanged))]
[JsonSerializable(typeof(PromisesTold))]
[JsonSerializable(typeof(HoldRest))]
[JsonSerializable(typeof(Position))]
internal sealed partial class PositionJson : JsonSerializerContext;
