using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class AvailabilityTests(GatewayFixture fixture)
{
    private const string Path = "/v1/channels/web/availability";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Items_are_answered_over_all_nodes_in_the_order_they_were_asked_for()
    {
        await _grid.StockAsync("PEN", 5);
        await _grid.StockAsync("PEN", 7, "RTM");

        var items = (await _grid.GetAsync($"{Path}?sku=nothing,pen&sku=mug")).Body.GetProperty("items")
            .EnumerateArray().ToList();

        items.Select(item => item.GetProperty("sku").GetString()).ShouldBe(["nothing", "pen", "mug"]);
        items.Select(item => item.GetProperty("listed").GetBoolean()).ShouldBe([false, true, true]);
        items[1].GetProperty("availableToPromise").GetInt32().ShouldBe(12);
        items[1].GetProperty("nodes")[1].GetProperty("availableToPromise").GetInt32().ShouldBe(7);
        items[1].GetProperty("nodes")[1].GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Two_hundred_items_of_the_longest_name_are_answered()
    {
        var sku = new string('x', 64);

        var answer = await _grid.GetAsync($"{Path}?sku={string.Join("&sku=", Enumerable.Repeat(sku, 200))}");

        answer.Body.GetProperty("items").GetArrayLength().ShouldBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?sku=")]
    [InlineData("?sku=a,,b")]
    [InlineData("?sku=a%20b")]
    public async Task A_question_without_names_is_refused(string query) =>
        (await _grid.GetAsync(Path + query)).ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task Two_hundred_and_one_items_are_too_many() =>
        (await _grid.GetAsync($"{Path}?sku={string.Join(',', Enumerable.Repeat("a", 201))}"))
            .ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task An_unknown_channel_is_not_found() =>
        (await _grid.GetAsync("/v1/channels/nowhere/availability?sku=a")).ShouldBeProblem(404, "UnknownChannel");
}
