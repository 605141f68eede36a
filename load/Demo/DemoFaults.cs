using System.Text.Json.Nodes;

namespace OrderGrid.Load.Demo;

/// <summary>What the demo lets go wrong at the partners.</summary>
internal static class DemoFaults
{
    /// <summary>The ERP's name.</summary>
    public const string Erp = "erp";

    /// <summary>All warehouses.</summary>
    public const string Warehouses = "wms";

    // A business customer of the samples: its orders are accepted, and held when the ERP will not have them.
    private const string BlockedCustomer = "B-503";

    /// <summary>The ERP is no better than real ones: slow at times, replies get lost, a customer is blocked.</summary>
    public static IEnumerable<JsonObject> ErpHabits()
    {
        yield return new() { ["kind"] = "latency", ["delayMs"] = 5, ["delayMaxMs"] = 40 };
        yield return new()
        {
            ["kind"] = "refuse",
            ["reason"] = "CustomerBlocked",
            ["operation"] = "orders.post",
            ["where"] = new JsonObject { ["customer"] = new JsonArray(BlockedCustomer) },
        };
        yield return new() { ["kind"] = "lost-reply", ["probability"] = 0.03, ["operation"] = "orders.post" };
    }

    /// <summary>The ERP is away for a while, and then has its habits again.</summary>
    public static IEnumerable<JsonObject> ErpOutage(TimeSpan length) =>
        Away(length).Concat(ErpHabits());

    /// <summary>A partner is away for a while, and nothing else.</summary>
    public static IEnumerable<JsonObject> Away(TimeSpan length) =>
        [new() { ["kind"] = "outage", ["forSeconds"] = length.TotalSeconds }];

    /// <summary>Warehouses tell some things twice.</summary>
    public static IEnumerable<JsonObject> WarehouseHabits() =>
        [new() { ["kind"] = "duplicate-callback", ["probability"] = 0.1 }];
}
