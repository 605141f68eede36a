using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Gateway.Channels;
using OrderGrid.Identity;

namespace OrderGrid.Gateway.Http;

/// <summary>
/// What a channel's request passes before anything is done for it: its rate, then a place to be worked on.
/// </summary>
public sealed class ChannelDoor(ChannelRateLimit rate, Admission admission, ChannelDirectory channels)
{
    // All that is no channel's shares one channel's places.
    private const string Nobody = "";

    /// <summary>Lets a request in, or says why not; others than channels' pass.</summary>
    public async ValueTask<AdmissionAnswer> EnterAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.GetEndpoint()?.Metadata is not { } marks || marks.GetMetadata<RatedByChannel>() is null)
        {
            return default;
        }

        if (rate.Ask(http) is { } tooMany)
        {
            return new(tooMany);
        }

        if (marks.GetMetadata<AdmittedByChannel>() is null)
        {
            return default;
        }

        var (channel, percent) = await FindAsync((string?)http.Request.RouteValues[RatedByChannel.Parameter]);
        var answer = await admission.EnterAsync(channel, percent, http.RequestAborted);
        Tell(http.Response, answer);
        return answer;
    }

    private async ValueTask<(string Channel, int? Percent)> FindAsync(string? name)
    {
        if (!Identifier.TryParse(name, out ChannelId channel))
        {
            return (Nobody, null);
        }

        try
        {
            return await channels.FindAsync(channel) is { } known
                ? (channel.Value, known.Configuration.InFlightPercent)
                : (Nobody, null);
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // Who it is cannot be learned now; whether it can be served is the answer of the work itself.
            return (channel.Value, null);
        }
    }

    private static void Tell(HttpResponse response, AdmissionAnswer answer)
    {
        if (answer.Limit > 0)
        {
            ChannelRateLimit.Append(
                response,
                string.Create(
                    CultureInfo.InvariantCulture, $"\"in-flight\";q={answer.Limit};qu=\"concurrent-requests\""),
                string.Create(CultureInfo.InvariantCulture, $"\"in-flight\";r={answer.Left}"));
        }
    }
}
