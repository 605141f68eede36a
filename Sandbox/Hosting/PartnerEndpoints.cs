using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Warehouse;
using OrderGrid.Sandbox.Webhooks;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>The partner systems' own surface.</summary>
internal sealed class PartnerEndpoints(PartnerLandscape landscape, SandboxOptions options)
{
    private const string KeyHeader = "Idempotency-Key";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var collection in new[] { "orders", "shipments" })
        {
            MapCollection(routes, $"/erp/{collection}", collection, _ => landscape.Erp);
        }

        MapCollection(routes, "/carrier/labels", "labels", _ => landscape.Carrier);
        MapCollection(routes, "/wms/{node}/releases", "releases",
            http => landscape.Warehouse((string)http.GetRouteValue("node")!));
        routes.MapGet("/wms/{node}/stock", CountStock);
        routes.MapGet("/wms/{node}/stock-report", (string node, string? after) =>
            Play(landscape.Warehouse(node), PartnerCall.Find(WarehouseSystem.Reports, after ?? "")));
        routes.MapPost("/wms/{node}/stock", SetStockAsync);
        routes.MapPost("/webhooks/{name}", ReceiveAsync);
    }

    private void MapCollection(
        IEndpointRouteBuilder routes, string path, string collection, Func<HttpContext, PartnerSystem?> find)
    {
        routes.MapPost(path, async (HttpContext http) =>
        {
            var key = http.Request.Headers[KeyHeader].ToString();
            var call = new PartnerCall(PartnerVerb.Post, collection, key, await ReadAsync(http));
            return Play(find(http), key.Length > 0 ? call : call with { Key = call.Body?.Text("key") ?? "" });
        });
        routes.MapGet(path, (HttpContext http, string? key) =>
            Play(find(http), PartnerCall.Find(collection, key ?? "")));
        routes.MapDelete(path, (HttpContext http, string? key) =>
            Play(find(http), PartnerCall.Cancel(collection, key ?? "")));
    }

    private IResult CountStock(string node) =>
        landscape.Warehouse(node) is { } warehouse ? TypedResults.Ok(warehouse.CountStock()) : TypedResults.NotFound();

    private async Task<IResult> SetStockAsync(string node, HttpContext http)
    {
        var body = new PartnerCall(PartnerVerb.Post, "stock", node, await ReadAsync(http)).Body;
        if (landscape.Warehouse(node) is not { } warehouse)
        {
            return TypedResults.NotFound();
        }

        var problem = body is null ? "The body must be JSON." : warehouse.SetStock(body.Value);
        return problem is null
            ? TypedResults.NoContent()
            : TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> ReceiveAsync(string name, HttpContext http)
    {
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var key = headers.GetValueOrDefault(WebhookSignature.IdHeader, "");
        var call = new PartnerCall(PartnerVerb.Post, "events", key, await ReadAsync(http)) { Headers = headers };
        return Play(landscape.Webhooks(name), call);
    }

    private IResult Play(PartnerSystem? system, PartnerCall call) =>
        system is null ? TypedResults.NotFound() : new ExchangeResult(system, call, options.Clock);

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        return content.ToArray();
    }
}
