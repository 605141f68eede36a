using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class FaultsOverHttpTests
{
    [Theory]
    [InlineData("""{"kind":"status","status":502}""", 502, 0)]
    [InlineData("""{"kind":"throttle","retryAfterSeconds":7}""", 429, 0)]
    [InlineData("""{"kind":"refuse","reason":"Blocked"}""", 422, 0)]
    [InlineData("""{"kind":"outage","forSeconds":60}""", 503, 0)]
    [InlineData("""{"kind":"error-after-effect"}""", 500, 1)]
    [InlineData("""{"kind":"wrong-content"}""", 200, 1)]
    [InlineData("""{"kind":"latency","delayMs":5,"delayMaxMs":20}""", 201, 1)]
    [InlineData("""{"kind":"slow-body","delayMs":30}""", 201, 1)]
    public async Task A_scripted_status_is_seen_and_has_the_effect_it_says(string rule, int status, int documents)
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("erp", rule);

        using var reply = await sandbox.OrderAsync("webshop/1");

        ((int)reply.StatusCode).ShouldBe(status);
        sandbox.Ledger("erp").Documents.ShouldBe(documents);
    }

    [Theory]
    [InlineData("""{"kind":"lost-reply"}""", 1)]
    [InlineData("""{"kind":"connection-reset"}""", 0)]
    [InlineData("""{"kind":"hang","delayMs":20}""", 0)]
    [InlineData("""{"kind":"hang","delayMs":20,"effect":true}""", 1)]
    public async Task A_broken_connection_leaves_the_effect_it_says(string rule, int documents)
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("erp", rule);

        await Should.ThrowAsync<HttpRequestException>(() => sandbox.OrderAsync("webshop/1"));

        sandbox.Ledger("erp").Documents.ShouldBe(documents);
    }

    [Fact]
    public async Task A_hanging_system_answers_nobody_who_gives_up()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("erp", """{"kind":"hang"}""");

        await Should.ThrowAsync<TaskCanceledException>(
            () => sandbox.GetAsync("/erp/orders?key=webshop/1", patience: TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task A_slow_body_takes_as_long_as_scripted()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("erp", """{"kind":"slow-body","delayMs":300}""");
        var started = TimeProvider.System.GetTimestamp();

        using var reply = await sandbox.OrderAsync("webshop/1");

        (await SandboxPeer.ReadAsync(reply)).GetProperty("erpNumber").GetString().ShouldBe("SO-100001");
        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Throttling_and_outages_say_when_to_come_back()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync(
            "erp", """{"kind":"throttle","count":1,"retryAfterSeconds":7},{"kind":"outage","forSeconds":60}""");

        using var throttled = await sandbox.OrderAsync("webshop/1");
        using var down = await sandbox.OrderAsync("webshop/1");

        throttled.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        down.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_rule_concerns_only_the_operation_and_the_content_it_names()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync(
            "erp", """{"kind":"refuse","operation":"orders.post","where":{"order.customer":["C-13"]}}""");

        using var blocked = await sandbox.OrderAsync("webshop/1", "C-13");
        using var other = await sandbox.OrderAsync("webshop/2", "C-14");
        using var find = await sandbox.GetAsync("/erp/orders?key=webshop/2");

        blocked.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        other.StatusCode.ShouldBe(HttpStatusCode.Created);
        find.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deleted_script_no_longer_fires()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("erp", """{"kind":"status"}""");
        using var deleted = await sandbox.DeleteAsync("/_faults/erp");

        using var reply = await sandbox.OrderAsync("webshop/1");

        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_family_script_reaches_members_that_come_later()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        await sandbox.ScriptAsync("wms", """{"kind":"status"}""");

        using var reply = await sandbox.ReleaseAsync("webshop/1@BER");

        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("""{"kind":"no-such-kind"}""")]
    [InlineData("""{"kind":"status","probability":2}""")]
    [InlineData("""{"kind":"status","unknownMember":1}""")]
    public async Task A_script_with_a_mistake_is_refused(string rule)
    {
        await using var sandbox = await SandboxPeer.StartAsync();

        using var reply = await sandbox.SendAsync(HttpMethod.Put, "/_faults/erp", $$"""{"rules":[{{rule}}]}""");

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_ledger_tells_every_entry_and_a_reset_forgets_them()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var posted = await sandbox.OrderAsync("webshop/1");
        var entries = await sandbox.EntriesAsync("erp");

        using var reset = await sandbox.PostAsync("/_reset", "");

        entries.Select(entry => entry.GetProperty("kind").GetString())
            .ShouldBe(["receipt", "document"]);
        (await sandbox.EntriesAsync("erp")).ShouldBeEmpty();
        sandbox.Ledger("erp").Documents.ShouldBe(0);
    }
}
