using System.Net;
using System.Text;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Webhooks;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class WebhooksTests
{
    private readonly StepClock _clock = new();

    // The example of the Standard Webhooks specification.
    [Fact]
    public void The_specifications_example_gets_the_specifications_signature() => WebhookSignature
        .Sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            Encoding.UTF8.GetBytes("""{"test": 2432232314}"""))
        .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void The_sink_counts_repeats_gaps_and_what_came_out_of_order()
    {
        using var landscape = Landscape();
        var sink = landscape.Webhooks("crm")!;
        foreach (var id in new[] { "webshop/1/0001", "webshop/1/0004", "webshop/1/0002", "webshop/1/0002", "b2b/9/1" })
        {
            sink.Exchange(Sending(id)).Reply!.Status.ShouldBe(204);
        }

        var details = sink.Summarize().Details!;

        details["distinctIds"]!.GetValue<int>().ShouldBe(4);
        details["duplicates"]!.GetValue<int>().ShouldBe(1);
        details["outOfOrder"]!.GetValue<int>().ShouldBe(1);
        details["missing"]!.GetValue<long>().ShouldBe(1);
        details["subjects"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public void An_event_under_two_webhook_ids_is_seen_as_a_repeat()
    {
        using var landscape = Landscape();
        var sink = landscape.Webhooks("crm")!;
        sink.Exchange(Sending("webshop/1/1", "msg_1"));
        sink.Exchange(Sending("webshop/1/1", "msg_2"));

        sink.Summarize().Details!["repeatedEvents"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public void A_forged_body_and_a_stale_timestamp_are_refused()
    {
        using var landscape = Landscape();
        var sink = landscape.Webhooks("crm")!;
        var genuine = Sending("webshop/1/1");
        var forged = genuine with { Content = Encoding.UTF8.GetBytes("{}") };

        sink.Exchange(forged).Reply!.Status.ShouldBe(401);
        _clock.Advance(WebhookSignature.Tolerance + TimeSpan.FromSeconds(1));
        sink.Exchange(genuine).Reply!.Status.ShouldBe(401);

        sink.Summarize().Receipts.ShouldBe(0);
    }

    [Fact]
    public void One_good_signature_among_several_is_enough()
    {
        using var landscape = Landscape();
        var genuine = Sending("webshop/1/1");
        var rotated = new Dictionary<string, string>(genuine.Headers);
        rotated["webhook-signature"] = $"v1,b2xkc2lnbmF0dXJl {rotated["webhook-signature"]}";

        var answer = landscape.Webhooks("crm")!.Exchange(genuine with { Headers = rotated });

        answer.Reply!.Status.ShouldBe(204);
    }

    [Fact]
    public async Task Over_http_a_signed_event_is_taken_and_an_unsigned_one_is_not()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var unsigned = await sandbox.PostAsync("/webhooks/crm", "{}");
        var call = WebhookSink.Sending(
            "webshop/1/1", Encoding.UTF8.GetBytes("{}"), SandboxOptions.DevelopmentSecret, TimeProvider.System);

        using var signed = await sandbox.PostAsync("/webhooks/crm", "{}", call.Headers);

        unsigned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        signed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private PartnerLandscape Landscape() => new(new SandboxOptions { Clock = _clock });

    private PartnerCall Sending(string id, string? webhookId = null) => WebhookSink.Sending(
        webhookId ?? id, Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), SandboxOptions.DevelopmentSecret, _clock);
}
