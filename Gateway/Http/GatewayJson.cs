using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Gateway.Channels;
using OrderGrid.Gateway.Delivery;
using OrderGrid.Gateway.Imports;
using OrderGrid.Gateway.Inventory;
using OrderGrid.Gateway.Kits;
using OrderGrid.Gateway.Orders;
using OrderGrid.Gateway.Reconciliation;
using OrderGrid.Inventory;
using OrderGrid.Gateway.Sourcing;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Http;

/// <summary>JSON of the HTTP surface: strict on the way in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(ChannelOrder))]
[JsonSerializable(typeof(AcceptedOrder))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(OrderTimeline))]
[JsonSerializable(typeof(BulkOrder))]
[JsonSerializable(typeof(AcceptedRow))]
[JsonSerializable(typeof(DocumentAnswer))]
[JsonSerializable(typeof(AvailabilityAnswer))]
[JsonSerializable(typeof(ChannelBody))]
[JsonSerializable(typeof(ChannelReservation))]
[JsonSerializable(typeof(ReservationExtension))]
[JsonSerializable(typeof(ReservationView))]
[JsonSerializable(typeof(KitBody))]
[JsonSerializable(typeof(StockRow))]
[JsonSerializable(typeof(StockRowOutcome))]
[JsonSerializable(typeof(StockAnswer))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(ReportRow))]
[JsonSerializable(typeof(DriftRow))]
[JsonSerializable(typeof(ReconciliationSummary))]
[JsonSerializable(typeof(DriftsAnswer))]
[JsonSerializable(typeof(PartnerEvent))]
[JsonSerializable(typeof(RecordedEvent))]
[JsonSerializable(typeof(SourcingRules))]
[JsonSerializable(typeof(WhatIfAnswer))]
[JsonSerializable(typeof(LanesAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RefusedRow))]
public sealed partial class GatewayJson : JsonSerializerContext;
