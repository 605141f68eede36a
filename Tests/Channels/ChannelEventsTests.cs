using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class ChannelEventsTests
{
    private static readonly ChannelConfiguration Small = FormatSamples.Channel(ChannelFormats.Webshop) with
    {
        Listings = FormatSamples.Channel(ChannelFormats.Webshop).Listings.SetItem(
            new("MUG"), new(new("MUG-WHITE"), ImmutableDictionary<UnitOfMeasure, int>.Empty.Add(new("pcs"), 1))),
    };

    private static readonly ChannelEvent[] Samples = [new ChannelConfigured("ada", "opening", Small)];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() => GoldenEvents.ShouldCover(Samples, ChannelEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, ChannelEvents.Format);

    [Fact]
    public void A_channel_with_caps_of_its_own_says_so() => GoldenEvents.ShouldMatchVariant(
        ChannelEvents.Format,
        ("caps", new ChannelConfigured("ada", "opening", Small with { Reservations = new(5, 50, 500) })));

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => ChannelDecisions.Evolve(Channel.None, new Unheard()));

    private sealed record Unheard : ChannelEvent;
}
