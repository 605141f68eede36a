using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class DocumentTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task A_document_of_one_order_answers_as_a_put_does()
    {
        var answer = await SendAsync("d1", Bodies.Webshop("D-1"));

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        answer.Body.GetProperty("order").GetString().ShouldBe("web/D-1");
        answer.Headers["ETag"].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_repeated_key_gets_the_first_status_and_body()
    {
        var first = await SendAsync("d2", Bodies.Webshop("D-2"));

        var second = await SendAsync("\"d2\"", Bodies.Webshop("D-2"));

        (second.Status, second.Text).ShouldBe((first.Status, first.Text));
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
    }

    [Fact]
    public async Task A_repeated_order_under_another_key_is_a_repeat()
    {
        await SendAsync("d3", Bodies.Webshop("D-3"));

        var second = await SendAsync("d3b", Bodies.Webshop("D-3"));

        (second.Status, second.Headers["Idempotent-Replayed"]).ShouldBe((HttpStatusCode.OK, "true"));
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused_and_does_nothing()
    {
        await SendAsync("d4", Bodies.Webshop("D-4"));

        var other = await SendAsync("d4", Bodies.Webshop("D-5"));

        other.ShouldBeProblem(422, "IdempotencyKeyReused");
        (await _grid.GetAsync("/v1/channels/web/orders/D-5")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_document_without_a_key_is_refused(string key) =>
        (await SendAsync(key, Bodies.Webshop("D-6"))).ShouldBeProblem(400, "IdempotencyKeyMissing");

    [Fact]
    public async Task A_key_is_at_most_64_characters_long()
    {
        (await SendAsync(new string('k', 64), Bodies.Webshop("D-7"))).Status.ShouldBe(HttpStatusCode.Created);
        (await SendAsync(new string('k', 65), Bodies.Webshop("D-8"))).ShouldBeProblem(400, "IdempotencyKeyMissing");
    }

    [Fact]
    public async Task A_line_that_cannot_be_understood_is_named_by_its_number()
    {
        var answer = await SendAsync("d9", Bodies.Webshop("D-9", article: "nothing"));

        answer.ShouldBeProblem(422, "InvalidLines");
        answer.Body.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("UnknownSku");
    }

    [Fact]
    public async Task A_document_of_several_orders_is_answered_order_by_order()
    {
        await _grid.ConfigureAsync(
            "portal", Bodies.Channel.Replace("webshop-json", "b2b-csv", StringComparison.Ordinal));
        const string Csv =
            """
            order_no;customer;sku;uom;qty;price;currency;name;street;zip;city;country
            PO-1;B-501;mug;EA;3;5.54;EUR;Hotel;Weg 1;3011;Rotterdam;NL
            PO-1;B-501;mug;BOX;1;55.40;EUR;Hotel;Weg 1;3011;Rotterdam;NL
            PO-2;B-502;nothing;EA;3;5.54;EUR;Hotel;Weg 1;3011;Rotterdam;NL
            """;

        var answer = await SendAsync("d10", Csv, "portal", "text/csv");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var orders = answer.Body.GetProperty("orders").EnumerateArray().ToList();
        orders.Select(order => order.GetProperty("orderNo").GetString()).ShouldBe(["PO-1", "PO-2"]);
        orders.Select(order => order.GetProperty("status").GetInt32()).ShouldBe([201, 422]);
        orders[0].GetProperty("order").GetProperty("lines").GetArrayLength().ShouldBe(2);
        orders[1].GetProperty("problem").GetProperty("code").GetString().ShouldBe("InvalidLines");
    }

    [Fact]
    public async Task An_unknown_channel_is_not_found() =>
        (await SendAsync("d11", Bodies.Webshop("D-11"), "nowhere")).ShouldBeProblem(404, "UnknownChannel");

    [Fact]
    public async Task Another_content_type_is_refused() =>
        (await SendAsync("d12", Bodies.Webshop("D-12"), type: "text/plain"))
            .ShouldBeProblem(415, "UnsupportedContentType");

    private Task<Answer> SendAsync(
        string key, string body, string channel = "web", string type = "application/json") =>
        _grid.PostAsync($"/v1/channels/{channel}/orders", type, body, ("Idempotency-Key", key));
}
