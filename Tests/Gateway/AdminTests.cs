using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class AdminTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task A_channel_is_configured_and_shown_as_it_was_configured()
    {
        var configured = await _grid.ConfigureAsync("adm-1", Bodies.Channel);

        var shown = await _grid.AskAdminAsync("/v1/admin/channels/adm-1");

        configured.Headers["ETag"].ShouldBe("\"1\"");
        shown.Body.GetProperty("channel").GetString().ShouldBe("adm-1");
        shown.Body.GetProperty("shipWithinHours").GetInt32().ShouldBe(24);
        shown.Body.GetProperty("listings").GetArrayLength().ShouldBe(4);
        shown.Body.GetProperty("listings")[1].GetProperty("units").GetProperty("BOX").GetInt32().ShouldBe(10);
    }

    [Fact]
    public async Task What_is_shown_can_be_sent_back()
    {
        await _grid.ConfigureAsync("adm-2", Bodies.Channel);
        var shown = await _grid.AskAdminAsync("/v1/admin/channels/adm-2");

        var again = await _grid.ConfigureAsync("adm-2", shown.Text);

        again.Headers["ETag"].ShouldBe("\"1\"");
    }

    [Theory]
    [InlineData("webshop-json", "telex", "UnknownFormat")]
    [InlineData("[\"BER\",\"RTM\"]", "[]", "BadNodes")]
    [InlineData("[\"BER\",\"RTM\"]", "[\"BER\",\"BER\"]", "BadNodes")]
    [InlineData("\"shipWithinHours\":24", "\"shipWithinHours\":0", "OutOfRange")]
    [InlineData("\"BOX\":10", "\"BOX\":100001", "OutOfRange")]
    public async Task A_configuration_that_cannot_work_is_refused(string written, string instead, string code) =>
        (await _grid.ConfigureAsync("adm-3", Bodies.Channel.Replace(written, instead, StringComparison.Ordinal)))
            .ShouldBeProblem(422, code);

    [Theory]
    [InlineData("\"EUR\"", "\"EURO\"", "/currency")]
    [InlineData("\"format\"", "\"channel\":\"other\",\"format\"", "/channel")]
    [InlineData("\"channelSku\":\"pen\"", "\"channelSku\":\"mug\"", "/listings/1/channelSku")]
    [InlineData("\"BOX\":10", "\"EA\":10", "/listings/0/units/EA")]
    public async Task A_malformed_configuration_is_refused(string written, string instead, string pointer) =>
        (await _grid.ConfigureAsync("adm-4", Bodies.Channel.Replace(written, instead, StringComparison.Ordinal)))
            .ShouldBeProblem(400, "Malformed").ShouldPointAt(pointer);

    [Theory]
    [InlineData("X-Actor")]
    [InlineData("X-Reason")]
    public async Task Nobody_changes_anything_without_a_name_and_a_reason(string given) =>
        (await _grid.ConfigureAsync("adm-5", Bodies.Channel, null, (given, "me")))
            .ShouldBeProblem(400, "ReasonMissing");

    [Fact]
    public async Task A_channel_that_is_not_configured_is_not_found() =>
        (await _grid.AskAdminAsync("/v1/admin/channels/never")).ShouldBeProblem(404, "UnknownChannel");

    [Fact]
    public async Task The_admin_routes_do_not_exist_on_the_public_port()
    {
        (await _grid.ConfigureAsync("adm-6", Bodies.Channel, _grid.Http)).ShouldBeProblem(404, "UnknownRoute");
        (await _grid.GetAsync("/v1/admin/channels/web")).ShouldBeProblem(404, "UnknownRoute");
        (await _grid.GetAsync("/v1/admin/lanes", ("Host", _grid.Admin.BaseAddress!.Authority)))
            .ShouldBeProblem(404, "UnknownRoute");
        (await _grid.AskAdminAsync("/v1/admin/channels/adm-6")).ShouldBeProblem(404, "UnknownChannel");
    }

    [Fact]
    public async Task Lanes_are_summed_per_connector()
    {
        var lanes = await _grid.AskAdminAsync("/v1/admin/lanes");

        lanes.Status.ShouldBe(HttpStatusCode.OK);
        var stock = lanes.Body.GetProperty("connectors").EnumerateArray().ShouldHaveSingleItem();
        stock.GetProperty("connector").GetString().ShouldBe("stock");
        stock.GetProperty("deadLettered").GetInt32().ShouldBe(0);
        stock.GetProperty("breakerOpen").GetBoolean().ShouldBeFalse();
    }
}
