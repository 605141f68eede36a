using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Connectors;
using OrderGrid.Hosting;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.EndToEnd;
using OrderGrid.Tests.Gateway;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

/// <summary>Runs that the grid makes by itself, with a warehouse that answers as it is told.</summary>
public sealed class ScheduledRunTests : IAsyncDisposable
{
    private const string Schedule = "/v1/admin/nodes/BER/reconciliation-schedule";
    private const string Hourly = """{"source":"wms-BER","everyMinutes":60,"threshold":3}""";

    private readonly VolatileJournal _store = new(TimeProvider.System);
    private readonly JournalWatch _journal;
    private ScriptedReports _reports = new();
    private readonly List<GatewayPeer> _started = [];

    public ScheduledRunTests() => _journal = new(_store);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private GatewayPeer Grid => _started[^1];

    public async ValueTask DisposeAsync()
    {
        foreach (var grid in _started)
        {
            await grid.DisposeAsync();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_books_what_is_small_and_tells_what_it_came_to()
    {
        await StartAsync(("MUG", 10), ("CUP", 10), ("JUG", 10));
        await SetAsync(Hourly);
        Report(Row("MUG", 9), Row("CUP", 30), Row("JUG", 10));

        var last = await RunAsync("now");

        Text(last, "end").ShouldBe("Completed");
        var summary = last.GetProperty("summary");
        (Number(summary, "compared"), Number(summary, "compensated"), Number(summary, "waiting")).ShouldBe((3, 1, 1));
        (await OnHandAsync("MUG")).ShouldBe(9);
        (await OnHandAsync("CUP")).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_schedule_can_be_seen_replaced_and_removed()
    {
        await StartAsync();
        var set = await SetAsync(Hourly);
        var daily = await SetAsync("""{"source":"wms-BER","dailyAt":"02:30","unreported":"Ignore"}""");

        set.Body.GetProperty("schedule").GetProperty("everyMinutes").GetInt32().ShouldBe(60);
        Text(daily.Body.GetProperty("schedule"), "dailyAt").ShouldStartWith("02:30");
        Text(daily.Body, "nextRun").ShouldContain("T02:30:00");
        (await CallAsync(HttpMethod.Delete)).Body.TryGetProperty("schedule", out _).ShouldBeFalse();
        (await RunNowAsync("none")).ShouldBeProblem(404, "NoSchedule");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"source":"wms-BER","everyMinutes":0}""", 422, "ScheduleOutOfRange")]
    [InlineData("""{"source":"wms-BER","everyMinutes":10081}""", 422, "ScheduleOutOfRange")]
    [InlineData("""{"source":"wms-BER","everyMinutes":60,"dailyAt":"02:30"}""", 422, "ScheduleOutOfRange")]
    [InlineData("""{"source":"wms-BER"}""", 422, "ScheduleOutOfRange")]
    [InlineData("""{"source":"wms-BER","everyMinutes":60,"threshold":-1}""", 422, "ThresholdOutOfRange")]
    [InlineData("""{"source":"wms-RTM","everyMinutes":60}""", 422, "UnknownSource")]
    [InlineData("""{"source":"nobody","everyMinutes":60}""", 422, "UnknownSource")]
    [InlineData("""{"source":"wms-BER","everyMinutes":60,"unreported":"Guess"}""", 400, "Malformed")]
    [InlineData("""{"source":"wms-BER","dailyAt":"25:00"}""", 400, "Malformed")]
    [InlineData("""{"everyMinutes":60}""", 400, "Malformed")]
    public async Task A_schedule_that_cannot_be_is_refused(string body, int status, string code)
    {
        await StartAsync();

        (await CallAsync(HttpMethod.Put, body)).ShouldBeProblem(status, code);
        (await CallAsync(HttpMethod.Put, body, path: Schedule.Replace("BER", "MARS", StringComparison.Ordinal)))
            .ShouldBeProblem(404, "UnknownNode");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_warehouse_that_is_away_is_asked_again_and_no_drift_is_invented()
    {
        await StartAsync(("MUG", 10));
        await SetAsync(Hourly);
        _reports.Answer(StockReportAnswer.Failed("it answered 503"));
        await RunNowAsync("away");
        await _reports.AskedAsync(Ended);
        await _reports.AskedAsync(Ended);

        var current = (await CallAsync(HttpMethod.Get)).Body.GetProperty("current");
        Number(current, "attempts").ShouldBe(2);
        Text(current, "fault").ShouldBe("it answered 503");
        Report(Row("MUG", 10));
        var last = await EndedAsync();
        Number(last.GetProperty("summary"), "drifting").ShouldBe(0);
        (await DriftsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_report_that_breaks_off_nothing_is_said_to_be_missing()
    {
        await StartAsync(("MUG", 10), ("CUP", 10));
        await SetAsync(Hourly);
        _reports.Answer(Page("MUG", Row("MUG", 10)));
        _reports.Answer(StockReportAnswer.Failed("the page was cut off"));
        Report(Row("CUP", 10));

        var last = await RunAsync("cut");

        Number(last.GetProperty("summary"), "drifting").ShouldBe(0);
        (await DriftsAsync()).ShouldBeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Report", "Unreported", 409)]
    [InlineData("ZeroByApproval", "TakenForZero", 200)]
    [InlineData("Ignore", null, 404)]
    public async Task What_a_report_leaves_out_is_never_booked_at_once(string policy, string? cause, int approval)
    {
        await StartAsync(("MUG", 10), ("CUP", 2), ("OLD", 0));
        await SetAsync($$"""{"source":"wms-BER","everyMinutes":60,"threshold":5,"unreported":"{{policy}}"}""");
        Report(Row("MUG", 10));

        await RunAsync("part");

        (await DriftsAsync()).Select(drift => (Text(drift, "sku"), Text(drift, "cause")))
            .ShouldBe(cause is null ? [] : [("CUP", cause)]);
        (await OnHandAsync("CUP")).ShouldBe(2);
        (await SettleAsync("CUP", "approve")).Status.ShouldBe((HttpStatusCode)approval);
        (await OnHandAsync("CUP")).ShouldBe(approval == 200 ? 0 : 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_row_that_is_not_understood_is_told_and_keeps_others_from_being_missed()
    {
        await StartAsync(("MUG", 10), ("CUP", 10));
        await SetAsync(Hourly);
        _reports.Answer(StockReportAnswer.Of(new([Row("MUG", 10)], ["row 2, ?: nonsense"], null)));

        var last = await RunAsync("bad");

        Number(last.GetProperty("summary"), "refused").ShouldBe(1);
        Text(last, "fault").ShouldBe("row 2, ?: nonsense");
        (await DriftsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_row_older_than_the_newest_count_says_nothing()
    {
        await StartAsync(("MUG", 10));
        await SetAsync(Hourly);
        Report(Row("MUG", 3) with { AsOf = Now.AddHours(-1) });

        var summary = (await RunAsync("stale")).GetProperty("summary");

        (Number(summary, "stale"), Number(summary, "drifting")).ShouldBe((1, 0));
        (await OnHandAsync("MUG")).ShouldBe(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task While_a_run_is_under_way_no_other_begins()
    {
        await StartAsync(("MUG", 10));
        await SetAsync(Hourly);

        var first = await RunNowAsync("one");
        var second = await RunNowAsync("two");

        first.Status.ShouldBe(HttpStatusCode.Accepted);
        Text(second.Body, "run").ShouldBe(Text(first.Body, "run"));
        Report(Row("MUG", 10));
        await EndedAsync();
        Text((await RunNowAsync("one")).Body, "run").ShouldBe(Text(first.Body, "run"));
    }

    // The process ends between two pages: the first one's drift is booked, the second page was never had.
    [Fact(Timeout = 60_000)]
    public async Task A_run_that_was_broken_off_is_run_again_and_books_nothing_twice()
    {
        await StartAsync(("MUG", 10), ("CUP", 10));
        await SetAsync(Hourly);
        _reports.Answer(Page("MUG", Row("MUG", 9)));
        await RunNowAsync("broken");
        (await _reports.AskedAsync(Ended)).ShouldBeNull();
        (await _reports.AskedAsync(Ended)).ShouldBe("MUG");
        await Grid.StopAsync();

        // What the ended process still waits for is answered to nobody.
        _reports = new();

        // Reminders live as long as the process here, so somebody has to ask.
        await StartAsync();
        await CallAsync(HttpMethod.Get);
        Report(Row("MUG", 9), Row("CUP", 10));
        var last = await EndedAsync();

        Number(last.GetProperty("summary"), "drifting").ShouldBe(0);
        (await BookingsAsync("MUG")).ShouldBe(1);
        (await OnHandAsync("MUG")).ShouldBe(9);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static ReportedStock Row(string sku, long onHand) => new(new(sku), onHand, Now, null, []);

    private static StockReportAnswer Page(string? next, params ReportedStock[] rows) =>
        StockReportAnswer.Of(new([.. rows], [], next));

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static long Number(JsonElement one, string name) => one.GetProperty(name).GetInt64();

    private void Report(params ReportedStock[] rows) => _reports.Answer(Page(null, rows));

    private async Task StartAsync(params (string Sku, int OnHand)[] stock)
    {
        ConnectorSettings Wms(string node) => new(
            new($"wms-{node}"), ConnectorKind.Wms, new Uri("http://127.0.0.1:9"), new NodeId(node));
        _started.Add(await GatewayPeer.StartAsync(adjust: services => services
            .AddSingleton<IJournal>(_journal)
            .AddSingleton<INodeItems>(new VolatileNodeItems(_store))
            .AddSingleton(new GridSettings(
                new([new(new("BER")), new(new("RTM"))], []),
                [Wms("BER"), Wms("RTM")],
                ImmutableArray<PartnerSettings>.Empty))
            .AddSingleton<IStockReports>(_reports)));
        foreach (var (sku, onHand) in stock)
        {
            await Grid.StockAsync(sku, onHand);
        }
    }

    private async Task<Answer> SetAsync(string body)
    {
        var answer = await CallAsync(HttpMethod.Put, body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer;
    }

    private Task<Answer> CallAsync(HttpMethod method, string? body = null, string path = Schedule) =>
        Grid.CallAdminAsync(method, path, body, ("X-Actor", "ann"), ("X-Reason", "tests"));

    private Task<Answer> RunNowAsync(string key) =>
        Grid.CallAdminAsync(HttpMethod.Post, Schedule + "/run", null, ("Idempotency-Key", key));

    private async Task<JsonElement> RunAsync(string key)
    {
        (await RunNowAsync(key)).Status.ShouldBe(HttpStatusCode.Accepted);
        return await EndedAsync();
    }

    private async Task<JsonElement> EndedAsync()
    {
        await _journal.UntilAsync(() => _journal.Wrote("reconciliation.ended.v1"), "the run to end");
        return (await CallAsync(HttpMethod.Get)).Body.GetProperty("last");
    }

    private async Task<List<JsonElement>> DriftsAsync() =>
        [.. (await Grid.AskAdminAsync("/v1/admin/nodes/BER/drifts")).Body.GetProperty("drifts").EnumerateArray()];

    private Task<Answer> SettleAsync(string sku, string decision) => CallAsync(
        HttpMethod.Post, null, $"/v1/admin/nodes/BER/drifts/{sku}/{decision}");

    private async Task<long> OnHandAsync(string sku) =>
        Number((await Grid.GetAsync($"/v1/nodes/BER/stock/{sku}")).Body.GetProperty("levels"), "onHand");

    private async Task<int> BookingsAsync(string sku) => (await _store.ReadStreamAsync(
        new(StreamCategory.Position, $"{sku}@BER"), StreamVersion.None, 100, Ended))
        .SelectMany(record => record.Events).Select(PositionEvents.Format.Read)
        .Count(one => one is StockCounted { Cause.Source: "reconciliation" });
}
