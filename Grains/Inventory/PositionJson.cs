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
[JsonSerializable(typeof(Position))]
internal sealed partial class PositionJson : JsonSerializerContext;
