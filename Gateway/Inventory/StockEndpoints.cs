using System.Globalization;
using Microsoft.Net.Http.Headers;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;

namespace OrderGrid.Gateway.Inventory;

/// <summary>Stock, as warehouses and ERPs tell it, and why it is what it is.</summary>
internal static class StockEndpoints
{
    private const string Item = "/v1/nodes/{node}/stock/{sku}";

    public static void MapStock(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/nodes/{node}/stock", ChangeAsync)
            .WithTags("Inventory")
            .WithSummary("Changes stock, a row per item; an outcome per row leaves in the rows' order.")
            .WithMetadata(new BodyLimit(ImportRun.MaxBytes))
            .Accepts<StockRow>(ImportRun.MediaType).RequiresHeader("Idempotency-Key")
            .OffersQuery(ImportRun.OffsetParameter, ImportRun.OffsetMeaning)
            .Produces<StockRowOutcome>(200, ImportRun.MediaType)
            .Refuses(400, 404, 413, 415, 429, 503);
        routes.MapGet(Item, GetAsync)
            .WithTags("Inventory")
            .WithSummary("Where an item stands at a node. One that nobody has told anything about stands at 0.")
            .Produces<StockAnswer>().Refuses(400, 404, 503);
        routes.MapGet(Item + "/ledger", ExplainAsync)
            .WithTags("Inventory")
            .WithSummary("Why an item stands where it does: what happened, 200 entries a page, the latest page first.")
            .OffersQuery("asOf", "A time: what happened up to then. Left out: up to now.")
            .OffersQuery("after", "A version: what happened after it. Left out: the page that ends at asOf.")
            .Produces<LedgerAnswer>().Refuses(400, 404, 503);
    }

    private static async Task ChangeAsync(HttpContext http, string node, [AsParameters] StockImport import)
    {
        var key = RouteIds.IdempotencyKey(http.Request);
        var offset = ImportRun.ReadOffset(http.Request);
        var id = Node(node, import.Settings);
        using var place = import.Places.Take();
        var known = new StockRowContext(import.Settings.Nodes, await import.Kits.GetAsync());
        var rows = new StockRows(RequestCall.Of(http), id, key, import.Grains, known);
        await new ImportRun(http, rows.Understand).RunAsync(offset);
    }

    private static async Task<IResult> GetAsync(string node, string sku, IGrainFactory grains, GridSettings settings)
    {
        var key = new PositionKey(Sku(sku), Node(node, settings));
        var position = await grains.GetGrain<IInventoryPositionGrain>(key.ToString()).GetAvailability();
        return new JsonAnswer<StockAnswer>(200, new(
            key.Sku,
            key.Node,
            position.Version,
            StockFigures.Of(position.Levels),
            TermsAnswer.Of(position.Terms)))
        {
            Version = position.Version,
        };
    }

    private static async Task<IResult> ExplainAsync(
        HttpContext http, string node, string sku, StockLedger ledger, GridSettings settings)
    {
        var key = new PositionKey(Sku(sku), Node(node, settings));
        var asOf = Time(http.Request);
        var page = await ledger.ReadAsync(key, asOf, Version(http.Request), http.RequestAborted);
        http.Response.Headers[HeaderNames.Link] = Links(http.Request, page).ToArray();
        return new JsonAnswer<LedgerAnswer>(
            200, new(key.Sku, key.Node, asOf, page.End, [.. page.Entries.Select(LedgerEntryAnswer.Of)]));
    }

    private static IEnumerable<string> Links(HttpRequest request, StockLedgerPage page)
    {
        if (page.Start.Value > 0)
        {
            yield return Link(request, Math.Max(0, page.Start.Value - StockLedger.MaxEntries), "prev");
        }

        if (!page.Entries.IsEmpty && page.Entries[^1].Version < page.End)
        {
            yield return Link(request, page.Entries[^1].Version.Value, "next");
        }
    }

    private static string Link(HttpRequest request, long after, string relation)
    {
        var asOf = request.Query["asOf"].ToString();
        var query = QueryString.Create("after", after.ToString(CultureInfo.InvariantCulture));
        return $"<{request.Path}{(asOf.Length == 0 ? query : query.Add("asOf", asOf))}>; rel=\"{relation}\"";
    }

    private static NodeId Node(string text, GridSettings settings) =>
        Identifier.TryParse(text, out NodeId id) && settings.Nodes.Contains(id)
            ? id
            : throw new RequestFaultException(new RequestFault(Refusals.UnknownNode, "Check the path."));

    private static Sku Sku(string text) =>
        Identifier.TryParse(text, out Sku id)
            ? id
            : throw new RequestFaultException("The path's item is no SKU.");

    private static DateTimeOffset? Time(HttpRequest request) =>
        request.Query["asOf"].ToString() is not { Length: > 0 } text ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) ? time
        : throw new RequestFaultException("asOf is a time such as 2026-03-01T12:00:00Z.");

    private static StreamVersion? Version(HttpRequest request) =>
        request.Query["after"].ToString() is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(version)
        : throw new RequestFaultException("after is a version: 0 or more.");
}

/// <summary>What changing stock takes.</summary>
internal readonly record struct StockImport(
    IGrainFactory Grains, GridSettings Settings, ImportPlaces Places, KitDirectory Kits);
