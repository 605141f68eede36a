using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Tests.Gateway;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

/// <summary>Runs and decisions over HTTP. Each test has items of its own, and a run sees only those it names.</summary>
[Collection(GatewayCollection.Name)]
public sealed class ReconciliationTests(GatewayFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Nodes = "/v1/admin/nodes/BER";
    private readonly GatewayPeer _grid = fixture.Peer;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drift_is_told_with_its_cause_and_summed_up()
    {
        await _grid.StockAsync("RC1", 10);
        await _grid.StockAsync("RC1B", 10);

        var lines = await RunAsync("rc1", 0, Row("RC1", 7), Row("RC1B", 10));

        lines.Count.ShouldBe(2);
        lines[0].GetProperty("units").GetInt32().ShouldBe(-3);
        lines[0].GetProperty("cause").GetString().ShouldBe("Unknown");
        lines[0].GetProperty("outcome").GetString().ShouldBe("Waiting");
        lines[1].GetProperty("compared").GetInt32().ShouldBe(2);
        lines[1].GetProperty("byCause").GetProperty("Unknown").GetInt32().ShouldBe(1);
        lines[1].GetProperty("waiting").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_small_drift_is_booked_at_once_and_the_ledger_says_why()
    {
        await _grid.StockAsync("RC2", 10);

        var lines = await RunAsync("rc2", 3, Row("RC2", 7));

        lines[0].GetProperty("outcome").GetString().ShouldBe("Compensated");
        (await OnHandAsync("RC2")).ShouldBe(7);
        var ledger = (await _grid.GetAsync("/v1/nodes/BER/stock/RC2/ledger")).Body.GetProperty("entries");
        ledger[1].GetProperty("source").GetString().ShouldBe("reconciliation");
        ledger[1].GetProperty("reference").GetString().ShouldBe("rc2");
    }

    [Fact]
    public async Task A_run_that_is_repeated_changes_nothing()
    {
        await _grid.StockAsync("RC3", 10);
        await _grid.StockAsync("RC3B", 10);
        string[] rows = [Row("RC3", 9), Row("RC3B", 30)];
        await RunAsync("rc3", 1, rows);

        var again = await RunAsync("rc3", 1, rows);

        again[^1].GetProperty("compensated").GetInt32().ShouldBe(0);
        again[^1].GetProperty("waiting").GetInt32().ShouldBe(1);
        (await VersionAsync("RC3")).ShouldBe(2);
        (await VersionAsync("RC3B")).ShouldBe(1);
    }

    [Fact]
    public async Task An_approval_books_the_report_once()
    {
        await _grid.StockAsync("RC4", 10);
        await RunAsync("rc4", 0, Row("RC4", 15));
        (await OpenAsync()).ShouldContain("RC4");

        var first = await SettleAsync("RC4", "approve");
        var second = await SettleAsync("RC4", "approve");

        first.Body.GetProperty("status").GetString().ShouldBe("Approved");
        second.Status.ShouldBe(HttpStatusCode.OK);
        (await OnHandAsync("RC4")).ShouldBe(15);
        (await VersionAsync("RC4")).ShouldBe(2);
        (await OpenAsync()).ShouldNotContain("RC4");
        (await SettleAsync("RC4", "dismiss")).ShouldBeProblem(409, "DecidedOtherwise");
    }

    [Fact]
    public async Task A_dismissed_drift_leaves_the_books_and_stays_dismissed()
    {
        await _grid.StockAsync("RC5", 10);
        await RunAsync("rc5", 0, Row("RC5", 15));
        await SettleAsync("RC5", "dismiss");

        var later = await RunAsync("rc5-later", 0, Row("RC5", 15));

        later[0].GetProperty("outcome").GetString().ShouldBe("Dismissed");
        (await OnHandAsync("RC5")).ShouldBe(10);
    }

    [Fact]
    public async Task The_feed_tells_what_was_found_and_what_became_of_it()
    {
        await _grid.StockAsync("RC9", 10);
        await RunAsync("rc9", 3, Row("RC9", 12));

        var told = await ToldAsync(2);

        told.Select(one => one.GetProperty("type").GetString())
            .ShouldBe(["ordergrid.inventory.drift-detected.v1", "ordergrid.inventory.drift-settled.v1"]);
        told[0].GetProperty("source").GetString().ShouldBe("urn:ordergrid:reconciliation");
        told[1].GetProperty("data").GetProperty("status").GetString().ShouldBe("Compensated");
    }

    // What another test's open transaction holds back comes a moment later, in the same order.
    private async Task<List<JsonElement>> ToldAsync(int count)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/v1/events?subject=BER&types=inventory.drift-detected.v1,inventory.drift-settled.v1");
        request.Headers.Add("Accept", "text/event-stream");
        var ended = TestContext.Current.CancellationToken;
        using var response = await _grid.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ended));
        var told = new List<JsonElement>();
        while (told.Count < count)
        {
            var line = (await reader.ReadLineAsync(ended).AsTask().WaitAsync(Patience, ended)).ShouldNotBeNull();
            if (line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("\"RC9\""))
            {
                told.Add(JsonDocument.Parse(line["data:".Length..]).RootElement);
            }
        }

        return told;
    }

    [Fact]
    public async Task What_channels_are_told_stands_beside_what_is_booked()
    {
        await _grid.StockAsync("MUG", 1_000_000);
        await _grid.GetAsync("/v1/channels/web/availability?sku=mug");

        var lines = await RunAsync("told", 0, Row("MUG", 2_000_000));
        await RunAsync("told-again", 0, Row("MUG", 1_000_000));

        lines[0].GetProperty("told").GetInt32().ShouldBeGreaterThan(0);
        lines[^1].GetProperty("toldOtherwise").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_report_in_accord_closes_what_waited()
    {
        await _grid.StockAsync("RC6", 10);
        await RunAsync("rc6", 0, Row("RC6", 15));

        await RunAsync("rc6-later", 0, Row("RC6", 10));

        (await SettleAsync("RC6", "approve")).ShouldBeProblem(404, "UnknownDrift");
        (await OnHandAsync("RC6")).ShouldBe(10);
    }

    [Fact]
    public async Task An_approval_of_an_overtaken_report_is_refused()
    {
        await _grid.StockAsync("RC7", 10);
        await RunAsync("rc7", 0, Row("RC7", 15));
        await _grid.StockAsync("RC7", 12);

        (await SettleAsync("RC7", "approve")).ShouldBeProblem(409, "StaleStock");
        (await OnHandAsync("RC7")).ShouldBe(12);
    }

    [Theory]
    [InlineData("""{"sku":"RC8"}""")]
    [InlineData("""{"sku":"RC8","onHand":-1,"asOf":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"sku":"RC8","onHand":1,"asOf":"2199-01-01T00:00:00Z"}""")]
    [InlineData("nonsense")]
    public async Task A_bad_row_is_refused_alone(string row)
    {
        await _grid.StockAsync("RC8B", 4);

        var lines = await RunAsync("rc8", 0, row, Row("RC8B", 4), Row("RC8B", 4));

        lines.SkipLast(1).Select(line => line.GetProperty("row").GetInt32()).ShouldBe([1, 3]);
        lines[^1].GetProperty("refused").GetInt32().ShouldBe(2);
        lines[^1].GetProperty("compared").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused()
    {
        (await PostAsync("/v1/admin/nodes/MARS/reconciliation", "", ("Idempotency-Key", "k")))
            .ShouldBeProblem(404, "UnknownNode");
        (await PostAsync($"{Nodes}/reconciliation", "")).ShouldBeProblem(400, "IdempotencyKeyMissing");
        (await PostAsync($"{Nodes}/reconciliation?threshold=-1", "", ("Idempotency-Key", "k")))
            .ShouldBeProblem(400, "Malformed");
        (await PostAsync($"{Nodes}/drifts/NONE/approve", "")).ShouldBeProblem(400, "ReasonMissing");
        (await SettleAsync("NONE", "approve")).ShouldBeProblem(404, "UnknownDrift");
    }

    [Fact]
    public async Task A_hundred_thousand_positions_are_compared_in_one_run()
    {
        await using var grid = await GatewayPeer.StartAsync();
        var journal = grid.Services.GetRequiredService<IJournal>();
        for (var item = 0; item < 100_000; item++)
        {
            await FurnishAsync(journal, $"SKU-{item}");
        }

        var rows = Enumerable.Range(0, 100_000).Select(item => Row($"SKU-{item}", item % 1_000 == 0 ? 11 : 10));
        var run = PostAsync(
            grid.Admin, $"{Nodes}/reconciliation", string.Join('\n', rows), ("Idempotency-Key", "all"));
        var lines = (await run.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Ended)).Rows();

        lines.Count.ShouldBe(101);
        lines[^1].GetProperty("compared").GetInt32().ShouldBe(100_000);
        lines[^1].GetProperty("units").GetInt32().ShouldBe(100);
        lines[^1].GetProperty("toldOtherwise").GetInt32().ShouldBe(0);
    }

    private static async Task FurnishAsync(IJournal journal, string sku)
    {
        var context = new CommandContext(new("furnish"), new("furnish"), null);
        var stocked = PositionDecisions.Decide(
            Position.Empty, new AdjustStock(context, StockChange.Set, 10, "furnished"), Now()).Events;
        var stream = new StreamName(StreamCategory.Position, $"{sku}@BER");
        var events = stocked.Select(one => PositionEvents.Format.Write(one, context, Now())).ToList();
        (await journal.AppendAsync(new(stream, StreamVersion.None, events), Ended)).ShouldBe(AppendOutcome.Committed);
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static string Row(string sku, int onHand) =>
        $$"""{"sku":"{{sku}}","onHand":{{onHand}},"""
        + string.Create(CultureInfo.InvariantCulture, $"\"asOf\":\"{Now():O}\"}}");

    private async Task<IReadOnlyList<JsonElement>> RunAsync(string key, int threshold, params string[] rows)
    {
        var answer = await PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Nodes}/reconciliation?threshold={threshold}"),
            string.Join('\n', rows),
            ("Idempotency-Key", key));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Rows();
    }

    private Task<Answer> SettleAsync(string sku, string decision) =>
        PostAsync($"{Nodes}/drifts/{sku}/{decision}", "", ("X-Actor", "ann"), ("X-Reason", "counted"));

    private Task<Answer> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        PostAsync(_grid.Admin, path, body, headers);

    private static async Task<Answer> PostAsync(
        HttpClient client, string path, string body, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Bodies.Rows);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, Ended);
        return await Answer.OfAsync(response);
    }

    private async Task<string> OpenAsync() => (await _grid.AskAdminAsync($"{Nodes}/drifts")).Text;

    private async Task<int> OnHandAsync(string sku) => (await _grid.GetAsync($"/v1/nodes/BER/stock/{sku}")).Body
        .GetProperty("levels").GetProperty("onHand").GetInt32();

    private async Task<int> VersionAsync(string sku) =>
        (await _grid.GetAsync($"/v1/nodes/BER/stock/{sku}")).Body.GetProperty("version").GetInt32();
}
