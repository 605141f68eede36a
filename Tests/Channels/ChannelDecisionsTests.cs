using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class ChannelDecisionsTests
{
    private static readonly ChannelConfiguration Good = FormatSamples.Channel(ChannelFormats.Webshop);

    public static TheoryData<string, ConfigureAnswer> Configurations { get; } = new()
    {
        { "good", ConfigureAnswer.Done },
        { "format", ConfigureAnswer.UnknownFormat },
        { "no node", ConfigureAnswer.BadNodes },
        { "node twice", ConfigureAnswer.BadNodes },
        { "33 nodes", ConfigureAnswer.BadNodes },
        { "no hours", ConfigureAnswer.OutOfRange },
        { "2161 hours", ConfigureAnswer.OutOfRange },
        { "factor 0", ConfigureAnswer.OutOfRange },
        { "factor 100001", ConfigureAnswer.OutOfRange },
        { "format and no node", ConfigureAnswer.UnknownFormat },
    };

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_configuration_is_checked_in_the_order_of_the_answers(string what, ConfigureAnswer answer)
    {
        var asked = what switch
        {
            "good" => Good,
            "format" => Good with { Format = "xml" },
            "no node" => Good with { Nodes = [] },
            "node twice" => Good with { Nodes = [new("BER"), new("BER")] },
            "33 nodes" => Good with { Nodes = [.. Enumerable.Range(1, 33).Select(node => new NodeId($"N{node}"))] },
            "no hours" => Good with { ShipWithinHours = 0 },
            "2161 hours" => Good with { ShipWithinHours = 2_161 },
            "factor 0" => WithFactor(0),
            "factor 100001" => WithFactor(100_001),
            _ => Good with { Format = "xml", Nodes = [] },
        };

        var (told, happening) = Decide(Channel.None, asked);

        told.ShouldBe(answer);
        (happening is not null).ShouldBe(answer == ConfigureAnswer.Done);
    }

    [Theory]
    [InlineData(0, ConfigureAnswer.OutOfRange)]
    [InlineData(1, ConfigureAnswer.Done)]
    [InlineData(100, ConfigureAnswer.Done)]
    [InlineData(101, ConfigureAnswer.OutOfRange)]
    public void A_share_of_places_is_1_to_100_percent(int percent, ConfigureAnswer answer) =>
        Decide(Channel.None, Good with { InFlightPercent = percent }).Answer
            .ShouldBe(answer);

    [Fact]
    public void The_same_configuration_again_changes_nothing()
    {
        var (_, happening) = Decide(Channel.None, Good);
        var configured = ChannelDecisions.Evolve(Channel.None, happening!);

        Decide(configured, WithFactor(6)).Event.ShouldBeNull();
        Decide(configured, WithFactor(7)).Event.ShouldNotBeNull();
        Decide(configured, Good with { ShipWithinHours = 25 }).Event.ShouldNotBeNull();
        Decide(configured, Good with { InFlightPercent = 9 }).Event.ShouldNotBeNull();
    }

    private static ChannelConfiguration WithFactor(int factor)
    {
        var (item, listing) = Good.Listings.Single();
        var units = listing.Units.SetItem(new("PK6"), factor);
        return Good with { Listings = Good.Listings.SetItem(item, listing with { Units = units }) };
    }

    private static (ConfigureAnswer Answer, ChannelEvent? Event) Decide(Channel state, ChannelConfiguration asked) =>
        ChannelDecisions.Decide(state, Configure(asked), new("web"), NodeCatalogue.Create([new("BER"), new("RTM")]));

    private static ConfigureChannel Configure(ChannelConfiguration configuration) =>
        new(new(new("command"), new("correlation"), null), "ada", "test", configuration);
}
