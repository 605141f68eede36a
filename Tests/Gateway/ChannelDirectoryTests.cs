using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Channels;
using OrderGrid.Gateway.Channels;
using OrderGrid.Identity;
using OrderGrid.Tests.Inventory;
using Orleans;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class ChannelDirectoryTests(GatewayFixture fixture)
{
    private readonly AvailabilityStory _clock = new();
    private readonly IGrainFactory _grains = fixture.Peer.Services.GetRequiredService<IGrainFactory>();

    [Fact]
    public async Task A_change_made_elsewhere_is_known_after_half_a_second_and_not_asked_for_before()
    {
        var directory = new ChannelDirectory(_grains, _clock);
        var channel = await ConfigureAsync("d-1", hours: 24);
        await directory.FindAsync(channel);
        await ConfigureAsync("d-1", hours: 25);

        _clock.Advance(ChannelDirectory.Fresh - TimeSpan.FromTicks(1));
        var before = await directory.FindAsync(channel);
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = await directory.FindAsync(channel);

        before!.Configuration.ShipWithinHours.ShouldBe(24);
        after!.Configuration.ShipWithinHours.ShouldBe(25);
        after.Version.Value.ShouldBe(2);
    }

    [Fact]
    public async Task An_unchanged_configuration_stays_the_same_object()
    {
        var directory = new ChannelDirectory(_grains, _clock);
        var channel = await ConfigureAsync("d-2", hours: 24);
        var first = await directory.FindAsync(channel);

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await directory.FindAsync(channel);

        second!.Configuration.ShouldBeSameAs(first!.Configuration);
    }

    [Fact]
    public async Task A_channel_that_is_not_configured_is_asked_for_each_time()
    {
        var directory = new ChannelDirectory(_grains, _clock);

        (await directory.FindAsync(new("d-3"))).ShouldBeNull();
        await ConfigureAsync("d-3", hours: 24);

        (await directory.FindAsync(new("d-3"))).ShouldNotBeNull();
    }

    private async Task<ChannelId> ConfigureAsync(string channel, int hours)
    {
        var body = new ChannelConfiguration(ChannelFormats.Canonical, new("EUR"), [new("BER")], hours, Listings);
        var context = new CommandContext(new($"{channel}-{hours}"), new("c"), null);
        (await _grains.GetGrain<IChannelGrain>(channel).Configure(new(context, "a", "r", body))).Answer
            .ShouldBe(ConfigureAnswer.Done);
        return new(channel);
    }

    private static ImmutableDictionary<ChannelSku, Listing> Listings =>
        ImmutableDictionary<ChannelSku, Listing>.Empty;
}
