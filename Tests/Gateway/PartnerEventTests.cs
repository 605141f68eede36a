using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Sandbox.Webhooks;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class PartnerEventTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task A_signed_event_is_recorded_and_a_repeated_one_changes_nothing()
    {
        await _grid.SubmitAsync("P-1");

        var first = await SendAsync("wms-BER", Acknowledged("P-1"));
        var second = await SendAsync("wms-BER", Acknowledged("P-1"));

        (first.Status, first.Body.GetProperty("recorded").GetBoolean()).ShouldBe((HttpStatusCode.OK, true));
        (second.Status, second.Body.GetProperty("recorded").GetBoolean()).ShouldBe((HttpStatusCode.OK, false));
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
    }

    [Fact]
    public async Task An_order_is_shipped_and_invoiced_by_its_partners()
    {
        await _grid.SubmitAsync("P-2");
        (await SendAsync("wms-BER", Dispatched("P-2", "SHP-2"))).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync("erp", Invoiced("P-2", "SHP-2"))).Status.ShouldBe(HttpStatusCode.OK);

        var order = (await _grid.GetAsync("/v1/channels/web/orders/P-2")).Body;

        order.GetProperty("lines")[0].GetProperty("invoiced").GetInt32().ShouldBe(1);
        order.GetProperty("shipments")[0].GetProperty("tracking").GetString().ShouldBe("TRK1");
        order.GetProperty("shipments")[0].GetProperty("invoice").GetString().ShouldBe("INV-SHP-2");
    }

    [Fact]
    public async Task A_node_may_say_that_it_will_not_ship()
    {
        await _grid.SubmitAsync("P-3");

        var answer = await SendAsync(
            "wms-BER", """{"type":"fulfilment.rejected","order":"web/P-3","reason":"CannotPick"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var timeline = (await _grid.GetAsync("/v1/channels/web/orders/P-3/timeline")).Body;
        timeline.GetProperty("events").EnumerateArray().Select(entry => entry.GetProperty("type").GetString())
            .ShouldContain("fulfilment.rejected.v1");
    }

    [Fact]
    public async Task Any_of_several_signatures_and_keys_is_enough()
    {
        await _grid.SubmitAsync("P-4");
        var signed = Sign(Acknowledged("P-4"), secret: GatewayPeer.OtherSecret);

        var answer = await SendAsync("wms-BER", Acknowledged("P-4"), signed with
        {
            Signature = $"v1,AAAA v1a,xyz {signed.Signature}",
        });

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }

    [Theory]
    [InlineData("v1,AAAA")]
    [InlineData("v2,AAAA")]
    [InlineData("AAAA")]
    [InlineData("")]
    public async Task A_wrong_signature_is_refused_without_saying_why(string signature)
    {
        var signed = Sign(Acknowledged("P-5")) with { Signature = signature };

        var answer = await SendAsync("wms-BER", Acknowledged("P-5"), signed);

        answer.ShouldBeProblem(401, "BadSignature");
        answer.Body.TryGetProperty("errors", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_signature_over_another_body_is_refused() =>
        (await SendAsync("wms-BER", Acknowledged("P-6"), Sign(Acknowledged("P-7"))))
            .ShouldBeProblem(401, "BadSignature");

    [Fact]
    public async Task Another_partners_key_is_refused() =>
        (await SendAsync("erp", Acknowledged("P-6"), Sign(Acknowledged("P-6"), secret: GatewayPeer.OtherSecret)))
            .ShouldBeProblem(401, "BadSignature");

    [Theory]
    [InlineData(-310)]
    [InlineData(310)]
    public async Task A_sending_that_is_too_old_or_too_new_is_refused(int seconds) =>
        (await SendAsync("wms-BER", Acknowledged("P-6"), Sign(Acknowledged("P-6"), TimeSpan.FromSeconds(seconds))))
            .ShouldBeProblem(401, "BadSignature");

    [Fact]
    public async Task Without_a_signature_nothing_of_the_body_is_looked_at() =>
        (await _grid.PostAsync("/v1/partners/wms-BER/events", "application/json", "not json"))
            .ShouldBeProblem(401, "BadSignature");

    [Fact]
    public async Task An_unknown_partner_is_not_found() =>
        (await SendAsync("nobody", Acknowledged("P-6"))).ShouldBeProblem(404, "UnknownPartner");

    [Theory]
    [InlineData("wms-RTM", """{"type":"fulfilment.acknowledged","order":"web/P-8","task":"T-1","node":"BER"}""")]
    [InlineData("erp", """{"type":"fulfilment.acknowledged","order":"web/P-8","task":"T-1"}""")]
    [InlineData("wms-BER", """{"type":"invoice.posted","order":"web/P-8","shipment":"S","invoice":{"number":"I"}}""")]
    public async Task A_partner_speaks_for_itself_only(string partner, string body) =>
        (await SendAsync(partner, body)).ShouldBeProblem(403, "ForeignSubject");

    [Theory]
    [InlineData("""{"type":"fulfilment.forgotten","order":"web/P-8"}""")]
    [InlineData("""{"order":"web/P-8"}""")]
    [InlineData("""{"type":"fulfilment.acknowledged","order":"web/P-8"}""")]
    [InlineData("""{"type":"fulfilment.acknowledged","order":"P-8","task":"T-1"}""")]
    [InlineData("""{"type":"fulfilment.acknowledged","order":"web/P-8","task":"T-1","task":"T-2"}""")]
    [InlineData("""{"type":"fulfilment.acknowledged","order":"web/P-8","task":"T-1","colour":"red"}""")]
    [InlineData("""{"type":"shipment.dispatched","order":"web/P-8","shipment":"S","lines":[]}""")]
    [InlineData("""{"type":"shipment.dispatched","order":"w/P-8","shipment":"S","lines":[{"line":1,"quantity":0}]}""")]
    public async Task A_signed_event_that_is_malformed_is_refused(string body) =>
        (await SendAsync("wms-BER", body)).ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task An_event_of_an_order_that_was_not_accepted_is_refused() =>
        (await SendAsync("wms-BER", Acknowledged("P-never"))).ShouldBeProblem(422, "UnknownOrder");

    [Fact]
    public async Task An_invoice_before_its_shipment_may_come_again_later()
    {
        await _grid.SubmitAsync("P-9");

        var early = await SendAsync("erp", Invoiced("P-9", "SHP-9"));
        await SendAsync("wms-BER", Dispatched("P-9", "SHP-9"));
        var again = await SendAsync("erp", Invoiced("P-9", "SHP-9"));

        early.ShouldBeProblem(422, "UnknownSubject").Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        again.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task More_than_was_allocated_cannot_leave()
    {
        await _grid.SubmitAsync("P-10");

        (await SendAsync("wms-BER", Dispatched("P-10", "SHP-10", 2))).ShouldBeProblem(422, "MoreThanAllocated");
    }

    private static string Acknowledged(string order) =>
        $$"""
        {"type":"fulfilment.acknowledged","eventId":"evt_{{order}}","order":"web/{{order}}","task":"T-1","node":"BER",
        "time":"2026-03-02T06:00:37.1234567Z"}
        """;

    private static string Dispatched(string order, string shipment, int quantity = 1) =>
        $$"""
        {"eventId":"evt","order":"web/{{order}}","shipment":"{{shipment}}","node":"BER","time":"2026-03-02T06:00:37Z",
        "tracking":"TRK1","lines":[{"line":1,"sku":"MUG","quantity":{{quantity}}}],"type":"shipment.dispatched"}
        """;

    private static string Invoiced(string order, string shipment) =>
        $$$"""
        {"type":"invoice.posted","eventId":"evt","order":"web/{{{order}}}","shipment":"{{{shipment}}}",
        "time":"2026-03-02T06:00:37Z","invoice":{"number":"INV-{{{shipment}}}","lines":[{"line":1,"quantity":1}]}}
        """;

    private static SignedHeaders Sign(string body, TimeSpan off = default, string secret = GatewayPeer.Secret)
    {
        var time = (TimeProvider.System.GetUtcNow() + off).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new("evt_1", time, WebhookSignature.Sign(secret, "evt_1", time, Encoding.UTF8.GetBytes(body)));
    }

    private Task<Answer> SendAsync(string partner, string body, SignedHeaders? signed = null)
    {
        var (id, time, signature) = signed ?? Sign(body);
        return _grid.PostAsync(
            $"/v1/partners/{partner}/events",
            "application/json",
            body,
            ("webhook-id", id),
            ("webhook-timestamp", time),
            ("webhook-signature", signature));
    }

    private sealed record SignedHeaders(string Id, string Timestamp, string Signature);
}
