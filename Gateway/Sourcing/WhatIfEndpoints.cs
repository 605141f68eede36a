using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Hosting;
using OrderGrid.Journal;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Sourcing;

/// <summary>Trying a rule set on orders of the past, for operators.</summary>
internal static class WhatIfEndpoints
{
    private const int MaxDays = 90;

    public static void MapWhatIf(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/admin/channels/{channel}/sourcing:what-if", RunAsync)
            .WithTags("Admin").WithMetadata(new AdminOnly())
            .WithSummary("Runs a rule set over accepted orders and tells what would differ. Admin port only.")
            .Accepts<SourcingRules>("application/json")
            .OffersQuery("days", "How many days back, 1 to 90; 7 when left out.")
            .Produces<WhatIfAnswer>().Refuses(400, 404, 413, 415, 422, 503);

    private static async Task<IResult> RunAsync(
        HttpContext http, string channel, IGrainFactory grains, IJournal journal, TimeProvider clock)
    {
        var id = RouteIds.Channel(channel);
        var since = clock.GetUtcNow() - TimeSpan.FromDays(ReadDays(http.Request));
        var rules = await RequestBody.ReadJsonAsync<SourcingRules>(http.Request);
        if (await grains.GetGrain<IChannelGrain>(id.Value).GetConfiguration() is not { } configuration)
        {
            return new ProblemAnswer(new(Refusals.UnknownChannel, $"Channel '{id}' is not configured."));
        }

        var catalogue = http.RequestServices.GetRequiredService<GridSettings>().Catalogue;
        if (RuleFaults.Of(rules, configuration, catalogue, "") is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        var run = new WhatIfRun(journal, new WhatIf(rules, id, configuration, catalogue), clock);
        return new JsonAnswer<WhatIfAnswer>(200, await run.RunAsync(since, http.RequestAborted));
    }

    private static int ReadDays(HttpRequest request)
    {
        var text = request.Query["days"].ToString();
        return text.Length == 0 ? 7
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days is >= 1 and <= MaxDays
                ? days
                : throw new RequestFaultException($"days is a whole number of 1 to {MaxDays}.");
    }
}
