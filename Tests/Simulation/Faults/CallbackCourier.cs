using System.Collections.Immutable;
using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Simulated;

/// <summary>Carries the partners' callbacks to the orders, as the gateway does, until each is taken.</summary>
internal sealed class CallbackCourier(PartnerLandscape partners, IClusterClient grid, TimeProvider clock)
{
    private const int AtATime = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>A planted fault: every sending of a shipment gets a name of its own.</summary>
    public Func<string, string> RenameShipment { get; set; } = shipment => shipment;

    /// <summary>Callbacks that the orders refused for good: with honest partners there are none.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Runs until the world ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var system in partners.All)
            {
                await Task.WhenAll(system.TakeDueCallbacks(AtATime).Select(callback => CarryAsync(system, callback)));
            }

            await Task.Delay(Interval, clock, CancellationToken.None);
        }
    }

    private async Task CarryAsync(PartnerSystem system, Callback callback)
    {
        var answer = await ReportAsync(system, callback);
        if (answer is not (ReportAnswer.Recorded or ReportAnswer.AlreadyRecorded
            or ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown))
        {
            Refused.Add($"{answer}: {callback.Body}");
        }

        system.Report(callback, answer is not (ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown));
    }

    private async Task<ReportAnswer> ReportAsync(PartnerSystem system, Callback callback)
    {
        using var json = JsonDocument.Parse(callback.Body);
        var body = json.RootElement;
        if (Read(system, callback, body) is not { } report)
        {
            return ReportAnswer.AlreadyRecorded;
        }

        try
        {
            return (await grid.GetGrain<IOrderGrain>(body.GetProperty("order").GetString()!).Report(report)).Answer;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return ReportAnswer.OutcomeUnknown;
        }
    }

    private OrderReport? Read(PartnerSystem system, Callback callback, JsonElement body)
    {
        var context = new CommandContext(new($"{system.Name}:{callback.EventId}"), new(callback.EventId), null);
        var at = body.GetProperty("time").GetDateTimeOffset();
        return body.GetProperty("type").GetString() switch
        {
            "fulfilment.acknowledged" => new ReportFulfilmentAcknowledged(
                context, at, new(Text(body, "node")), new(Text(body, "task"))),
            "fulfilment.rejected" => new ReportFulfilmentRejected(
                context, at, new(Text(body, "node")), Text(body, "reason")),
            "shipment.dispatched" => new ReportShipment(
                context,
                at,
                new(RenameShipment(Text(body, "shipment"))),
                new(Text(body, "node")),
                [.. body.GetProperty("lines").EnumerateArray().Select(line => new ShippedLine(
                    line.GetProperty("line").GetInt32(), new(line.GetProperty("quantity").GetInt64())))],
                Text(body, "tracking")),
            _ => null,
        };
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
