using OrderGrid.Channels;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Sourcing;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Channels;

/// <summary>Channels: what they may promise, and how operators set them up.</summary>
internal static class ChannelEndpoints
{
    private const string AdminPath = "/v1/admin/channels/{channel}";

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/channels/{channel}/availability", GetAvailabilityAsync)
            .WithTags("Channels").WithMetadata(new RatedByChannel())
            .WithSummary("What may be promised of up to 200 items, over all of the channel's nodes, at most 1 s old.")
            .OffersQuery("sku", "The channel's names of items: repeated, or separated by commas; 1 to 200.")
            .Produces<AvailabilityAnswer>().Produces(304).Refuses(400, 404, 429, 503);
        var admin = routes.MapGroup("").WithTags("Admin").WithMetadata(new AdminOnly());
        admin.MapPut(AdminPath, ConfigureAsync)
            .WithSummary("Sets a channel's configuration; the former one is replaced. Admin port only.")
            .Accepts<ChannelBody>("application/json")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<ChannelBody>().Refuses(400, 404, 413, 415, 422, 503);
        admin.MapGet(AdminPath, GetConfigurationAsync)
            .WithSummary("The channel's configuration in force. Admin port only.")
            .Produces<ChannelBody>().Refuses(404, 503);
    }

    private static async Task<IResult> GetAvailabilityAsync(
        HttpContext http, string channel, AvailabilityReads availability)
    {
        var id = RouteIds.Channel(channel);
        var items = AvailabilityQuery.Read(http.Request.Query["sku"]);
        if (await availability.ReadAsync(id, items, http.RequestAborted) is not var (answer, tag))
        {
            return new ProblemAnswer(new(Refusals.UnknownChannel, $"Channel '{id}' is not configured."));
        }

        http.Response.Headers.ETag = tag;
        return EntityTag.Matches(http.Request, tag)
            ? new NotModifiedAnswer(tag)
            : new JsonAnswer<AvailabilityAnswer>(200, answer);
    }

    private static async Task<IResult> ConfigureAsync(
        HttpContext http, string channel, [AsParameters] ChannelSetUp setUp)
    {
        var id = RouteIds.Channel(channel);
        var (actor, reason) = Operator.Of(http.Request);
        var body = await RequestBody.ReadJsonAsync<ChannelBody>(http.Request);
        if (body.FindFault(id) is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        var configuration = body.ToConfiguration();
        if (RuleFaults.Of(body.Sourcing, configuration, setUp.Settings.Catalogue, "/sourcing") is { } bad)
        {
            return new ProblemAnswer(bad);
        }

        var context = RequestCall.Of(http).Command($"configure:{id}:{setUp.Ids.Next()}");
        var outcome = await setUp.Grains.GetGrain<IChannelGrain>(id.Value)
            .Configure(new(context, actor, reason, configuration));
        setUp.Channels.Forget(id);
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, $"{refusal.Title} Nothing was changed by this answer."))
            : new JsonAnswer<ChannelBody>(200, body with { Channel = id })
            {
                Version = outcome.Version,
            };
    }

    private static async Task<IResult> GetConfigurationAsync(string channel, IGrainFactory grains)
    {
        var id = RouteIds.Channel(channel);
        return await grains.GetGrain<IChannelGrain>(id.Value).GetConfiguration() is { } configuration
            ? new JsonAnswer<ChannelBody>(200, ChannelBody.Of(id, configuration))
            : new ProblemAnswer(new(Refusals.UnknownChannel, $"Channel '{id}' is not configured."));
    }
}
