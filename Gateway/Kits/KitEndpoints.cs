using System.Collections.Immutable;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Kits;

namespace OrderGrid.Gateway.Kits;

/// <summary>Kits: which items are held as their components.</summary>
internal static class KitEndpoints
{
    private const string Path = "/v1/kits/{sku}";

    public static void MapKits(this IEndpointRouteBuilder routes)
    {
        var kits = routes.MapGroup("").WithTags("Admin").WithMetadata(new AdminOnly());
        kits.MapPut(Path, DefineAsync)
            .WithSummary("Says what a kit is made of; orders that hold it keep what they hold. Admin port only.")
            .Accepts<KitBody>("application/json")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<KitBody>().Refuses(400, 404, 409, 413, 415, 422, 503);
        kits.MapGet(Path, GetAsync)
            .WithSummary("What a kit is made of. Admin port only.")
            .Produces<KitBody>().Refuses(400, 404, 503);
    }

    private static async Task<IResult> DefineAsync(HttpContext http, string sku, [AsParameters] KitSetUp setUp)
    {
        var id = Item(sku);
        var (actor, reason) = Operator.Of(http.Request);
        var body = await RequestBody.ReadJsonAsync<KitBody>(http.Request);
        if (FindFault(body, id) is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        if (await setUp.OwnStock.FindAsync(id) is { } stocked)
        {
            return new ProblemAnswer(new(
                Refusals.KitHasStock,
                $"'{id}' has stock or holds of its own at {stocked}. Take it off hand first: a kit has none."));
        }

        var context = RequestCall.Of(http).Command($"define:{id}:{setUp.Ids.Next()}");
        var outcome = await setUp.Grains.GetGrain<IKitCatalogueGrain>(IKitCatalogueGrain.Key).Define(new(
            context, actor, reason, id, [.. body.Components.Select(one => new KitComponent(one.Sku, one.PerKit))]));
        setUp.Kits.Forget();
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, $"{refusal.Title} Nothing was changed by this answer.", Errors(outcome)))
            : new JsonAnswer<KitBody>(200, KitBody.Of(id, outcome.Kit!));
    }

    private static async Task<IResult> GetAsync(string sku, IGrainFactory grains)
    {
        var id = Item(sku);
        return await grains.GetGrain<IKitCatalogueGrain>(IKitCatalogueGrain.Key).Get(id) is { } kit
            ? new JsonAnswer<KitBody>(200, KitBody.Of(id, kit.Kit))
            : new ProblemAnswer(new(Refusals.UnknownKit, $"'{id}' is no kit."));
    }

    private static RequestFault? FindFault(KitBody body, Sku path)
    {
        var missing = body.Components.IndexOf(null!);
        return body.Sku is { } named && named != path ? RequestFault.At("/sku", $"The path names item '{path}'.")
            : missing >= 0 ? RequestFault.At($"/components/{missing}", "A component is expected here, not null.")
            : null;
    }

    private static ImmutableArray<ProblemError> Errors(DefineKitOutcome outcome) => outcome.At is { } index
        ? [new($"/components/{index}", outcome.Answer.ToString(), "This component is at fault.")]
        : [];

    private static Sku Item(string text) => Identifier.TryParse(text, out Sku id)
        ? id
        : throw new RequestFaultException("The path's item is no SKU.");
}

/// <summary>What defining a kit takes.</summary>
internal readonly record struct KitSetUp(IGrainFactory Grains, IIdSource Ids, KitDirectory Kits, OwnStock OwnStock);
