using System.Net;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

public sealed class JournalOutageTests
{
    [Fact]
    public async Task While_the_journal_is_away_nothing_is_promised_and_afterwards_everything_works_again()
    {
        await using var grid = await StartAsync();
        grid.Journal.Away = true;

        var refused = await grid.SubmitAsync("J-1");
        var ready = await grid.GetAsync("/readyz");
        var alive = await grid.GetAsync("/livez");
        grid.Journal.Away = false;

        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers["Retry-After"].ShouldBe("1");
        refused.Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        ready.ShouldBeProblem(503, "Unavailable");
        alive.Status.ShouldBe(HttpStatusCode.OK);
        (await grid.GetAsync("/readyz")).Status.ShouldBe(HttpStatusCode.OK);
        (await RepeatAsync(() => grid.SubmitAsync("J-1"))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_order_whose_commit_went_unheard_is_found_by_repeating_it()
    {
        await using var grid = await StartAsync();
        await grid.SubmitAsync("J-2");
        grid.Journal.Append = AppendFault.UnknownWritten;

        var unheard = await grid.PostAsync(
            "/v1/channels/web/orders", "application/json", Bodies.Webshop("J-3"), ("Idempotency-Key", "j3"));
        grid.Journal.Append = AppendFault.None;
        var again = await RepeatAsync(() => grid.PostAsync(
            "/v1/channels/web/orders", "application/json", Bodies.Webshop("J-3"), ("Idempotency-Key", "j3")));

        unheard.ShouldBeProblem(503, "OutcomeUnknown");
        unheard.Body.GetProperty("title").GetString().ShouldBe("Outcome unknown, repeat with the same key.");
        again.Status.ShouldBe(HttpStatusCode.Created, again.Text);
    }

    [Fact]
    public async Task A_read_that_cannot_be_served_is_not_called_an_unknown_outcome()
    {
        await using var grid = await StartAsync();
        grid.Journal.Away = true;

        var answer = await grid.GetAsync("/v1/channels/web/orders/never-read");

        answer.ShouldBeProblem(503, "Unavailable");
    }

    [Fact]
    public async Task Rows_that_cannot_be_written_say_so_one_by_one()
    {
        await using var grid = await StartAsync();
        grid.Journal.Away = true;

        var answer = await grid.PostAsync(
            "/v1/nodes/BER/stock",
            Bodies.Rows,
            "{\"sku\":\"MUG\",\"delta\":1}\n{\"sku\":\"NEW\",\"delta\":1}",
            ("Idempotency-Key", "j4"));

        answer.Rows().Select(row => row.GetProperty("status").GetInt32()).ShouldBe([503, 503]);
        answer.Rows().ShouldAllBe(row => row.GetProperty("retryable").GetBoolean());
    }

    private static async Task<GatewayPeer> StartAsync()
    {
        var grid = await GatewayPeer.StartAsync();
        (await grid.ConfigureAsync("web", Bodies.Channel)).Status.ShouldBe(HttpStatusCode.OK);
        await grid.StockAsync("MUG", 100);
        return grid;
    }

    // A caller does what the problem says: it repeats the request while it is told to.
    private static async Task<Answer> RepeatAsync(Func<Task<Answer>> send)
    {
        const int MaxAttempts = 20;
        var answer = await send();
        for (var attempt = 1; attempt < MaxAttempts && answer.Status == HttpStatusCode.ServiceUnavailable; attempt++)
        {
            answer = await send();
        }

        return answer;
    }
}
