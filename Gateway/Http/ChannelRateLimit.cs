using System.Globalization;
using System.Threading.RateLimiting;
using OrderGrid.Gateway.Hosting;

namespace OrderGrid.Gateway.Http;

/// <summary>A token bucket per channel, so that one channel's rush does not take another's places.</summary>
public sealed class ChannelRateLimit : IDisposable
{
    private const string RateLimitHeader = "RateLimit";
    private const string PolicyHeader = "RateLimit-Policy";

    private readonly PartitionedRateLimiter<string> _buckets;
    private readonly Func<string, RateLimiter> _makeBucket;
    private readonly ChannelRate _rate;
    private readonly string _policy;
    private readonly int _seconds;

    /// <summary>Makes one with the configured rate.</summary>
    public ChannelRateLimit(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _rate = options.ChannelRate;
        _seconds = (int)Math.Ceiling(_rate.Window.TotalSeconds);
        _policy = string.Create(CultureInfo.InvariantCulture, $"\"channel\";q={_rate.Permits};w={_seconds}");
        _makeBucket = MakeBucket;
        _buckets = PartitionedRateLimiter.Create<string, string>(
            channel => RateLimitPartition.Get(channel, _makeBucket), StringComparer.Ordinal);
    }

    /// <summary>Takes a permit and says on the answer what is left; a fault when none was left.</summary>
    public RequestFault? Ask(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var channel = (string?)http.Request.RouteValues[RatedByChannel.Parameter] ?? "";
        using var lease = _buckets.AttemptAcquire(channel);
        var left = _buckets.GetStatistics(channel)?.CurrentAvailablePermits ?? 0;
        http.Response.Headers[PolicyHeader] = _policy;
        http.Response.Headers[RateLimitHeader] =
            string.Create(CultureInfo.InvariantCulture, $"\"channel\";r={left};t={_seconds}");
        return lease.IsAcquired
            ? null
            : new(Refusals.TooManyRequests, "Nothing was done. Send fewer requests, or wait as Retry-After says.");
    }

    /// <summary>Says a further limit on the answer.</summary>
    internal static void Append(HttpResponse response, string policy, string state)
    {
        response.Headers.Append(PolicyHeader, policy);
        response.Headers.Append(RateLimitHeader, state);
    }

    /// <inheritdoc/>
    public void Dispose() => _buckets.Dispose();

    // Who keeps the buckets also fills them, with one timer for all.
    private TokenBucketRateLimiter MakeBucket(string channel) => new(new()
    {
        TokenLimit = _rate.Permits,
        TokensPerPeriod = _rate.Permits,
        ReplenishmentPeriod = _rate.Window,
        QueueLimit = 0,
        AutoReplenishment = false,
    });
}
