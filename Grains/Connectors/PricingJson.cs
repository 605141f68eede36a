using System.Text.Json.Serialization;
using OrderGrid.Pricing;

namespace OrderGrid.Connectors;

/// <summary>JSON of money in documents.</summary>
[JsonSerializable(typeof(Money))]
internal sealed partial class PricingJson : JsonSerializerContext;
