using System.Text.Json;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sourcing;

public sealed class NodeCatalogueTests
{
    private const string Mixed =
        """["BER",{"node":"RTM","country":"NL","capabilities":["cold"],"transitDays":{"DE":2,"DE-10":1}}]""";

    [Fact]
    public void Nodes_are_plain_ids_or_objects_and_are_written_as_they_were()
    {
        var nodes = JsonSerializer.Deserialize<NodeCatalogue>(Mixed)!;

        nodes.ShouldBe([new NodeId("BER"), new NodeId("RTM")]);
        nodes.Of(new NodeId("RTM")).TransitDays![new("DE")].ShouldBe(2);
        var written = JsonSerializer.Serialize(nodes);
        written.ShouldStartWith("""["BER",{"node":"RTM","country":"NL","capabilities":["cold"],"transitDays":{"DE""");
        JsonSerializer.Deserialize<NodeCatalogue>(written)!.All[1].TransitDays!.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"BER":1}""")]
    [InlineData("""[1]""")]
    [InlineData("""["B E R"]""")]
    [InlineData("""[{"country":"DE"}]""")]
    [InlineData("""[{"node":"BER","colour":"red"}]""")]
    public void Anything_else_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<NodeCatalogue>(json));

    [Theory]
    [InlineData("de", "10 115", "DE-10")]
    [InlineData("DE", "20095", "DE")]
    [InlineData("DE", null, "DE")]
    [InlineData("FR", "69002", null)]
    public void An_address_lies_in_the_narrowest_region_that_is_known(string country, string? postal, string? region)
    {
        var nodes = JsonSerializer.Deserialize<NodeCatalogue>(Mixed)!;

        nodes.Locate(new Address("A", "S", "C", null, postal, country))?.Value.ShouldBe(region);
    }

    [Fact]
    public void A_distance_is_a_great_circles() =>
        SourcingSamples.Middle.KilometresTo(SourcingSamples.Nodes[0])!.Value.ShouldBeInRange(230, 270);
}
