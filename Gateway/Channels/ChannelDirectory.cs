using System.Collections.Concurrent;
using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Channels;

/// <summary>A channel as this process knows it.</summary>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Version">Version of the channel that the configuration belongs to.</param>
/// <param name="AskedAt">When the channel was asked last, as the clock's timestamp.</param>
public sealed record KnownChannel(ChannelConfiguration Configuration, StreamVersion Version, long AskedAt);

/// <summary>
/// Channels' configurations, so that a request need not ask for one. A channel in use is asked twice a second whether
/// anything has changed; while it cannot be asked, what is known of it serves for a while.
/// </summary>
public sealed class ChannelDirectory(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long an answer of the channel counts: a change is in force everywhere after that.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it serves while the channel cannot be asked.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ChannelId, KnownChannel> _known = new();
    private readonly ConcurrentDictionary<ChannelId, Task<KnownChannel?>> _asking = new();

    /// <summary>The channel; null when it is not configured.</summary>
    public ValueTask<KnownChannel?> FindAsync(ChannelId channel) =>
        _known.TryGetValue(channel, out var known) && clock.GetElapsedTime(known.AskedAt) < Fresh
            ? ValueTask.FromResult<KnownChannel?>(known)
            : new(ShareAsync(channel));

    /// <summary>Asks the channel the next time: it was changed through this process.</summary>
    public void Forget(ChannelId channel) => _known.TryRemove(channel, out _);

    // Requests that come while the channel is being asked wait for the same answer.
    private async Task<KnownChannel?> ShareAsync(ChannelId channel)
    {
        var asking = _asking.GetOrAdd(channel, AskAsync);
        try
        {
            return await asking;
        }
        finally
        {
            _asking.TryRemove(new(channel, asking));
        }
    }

    private async Task<KnownChannel?> AskAsync(ChannelId channel)
    {
        var known = _known.GetValueOrDefault(channel);
        var now = clock.GetTimestamp();
        try
        {
            var news = await grains.GetGrain<IChannelGrain>(channel.Value)
                .GetNews(known?.Version ?? StreamVersion.None);
            var next = news.Configuration is { } configuration
                ? new KnownChannel(configuration, news.Version, now)
                : known is null ? null : known with { AskedAt = now };
            return next is null ? null : _known.AddOrUpdate(
                channel, next, (_, other) => other.Version > next.Version ? other : next);
        }
        catch (Exception exception) when (
            GrainCalls.IsOperating(exception) && known is not null && clock.GetElapsedTime(known.AskedAt) < Usable)
        {
            return known;
        }
    }
}
