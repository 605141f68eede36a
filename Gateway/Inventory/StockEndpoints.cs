using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Inventory;

/// <summary>Stock, as warehouses and ERPs tell it.</summary>
internal static class StockEndpoints
{
    public static void MapStock(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/nodes/{node}/stock", ChangeAsync)
            .WithTags("Inventory")
            .WithSummary("Changes stock, a row per item; an outcome per row leaves in the rows' order.")
            .WithMetadata(new BodyLimit(ImportRun.MaxBytes))
            .Accepts<StockRow>(ImportRun.MediaType).RequiresHeader("Idempotency-Key")
            .OffersQuery(ImportRun.OffsetParameter, ImportRun.OffsetMeaning)
            .Produces<StockRowOutcome>(200, ImportRun.MediaType)
            .Refuses(400, 404, 413, 415, 429, 503);

    private static async Task ChangeAsync(
        HttpContext http, string node, IGrainFactory grains, GridSettings settings, ImportPlaces places)
    {
        var key = RouteIds.IdempotencyKey(http.Request);
        var offset = ImportRun.ReadOffset(http.Request);
        if (!Identifier.TryParse(node, out NodeId id) || !settings.Nodes.Contains(id))
        {
            throw new RequestFaultException(new RequestFault(Refusals.UnknownNode, "Check the path."));
        }

        using var place = places.Take();
        var rows = new StockRows(RequestCall.Of(http), id, key, grains);
        await new ImportRun(http, rows.Understand).RunAsync(offset);
    }
}
