using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Tests.Sandbox;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Connectors;

public sealed class HttpStockReportsTests
{
    private const string Ndjson = "Content-Type: application/x-ndjson\r\n";
    private const string Mug = """{"sku":"MUG","onHand":7,"asOf":"2026-03-01T12:00:00Z"}""";
    private const string End = """{"end":true}""";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_page_is_understood()
    {
        await using var peer = ScriptedPeer.Answering("200 OK", $"{Mug}\n\n{{\"next\":\"MUG\"}}\n", Ndjson);

        var page = (await AskAsync(peer.Address, "A B")).Page.ShouldNotBeNull();

        page.Rows.ShouldHaveSingleItem().OnHand.ShouldBe(7);
        page.Next.ShouldBe("MUG");
        peer.Requests.ShouldHaveSingleItem().ShouldStartWith("GET /stock-report?node=BER&after=A%20B ");
    }

    [Theory]
    [InlineData("200 OK", Mug, Ndjson, "cut off")]
    [InlineData("200 OK", "", Ndjson, "cut off")]
    [InlineData("200 OK", End + "\n" + Mug, Ndjson, "more follows")]
    [InlineData("200 OK", Mug + "\n" + End, "Content-Type: text/html\r\n", "200")]
    [InlineData("500 Error", End, Ndjson, "500")]
    [InlineData("404 Not Found", End, Ndjson, "404")]
    public async Task Anything_else_is_no_page(string status, string body, string headers, string fault)
    {
        await using var peer = ScriptedPeer.Answering(status, body, headers);

        var answer = await AskAsync(peer.Address);

        answer.Page.ShouldBeNull();
        answer.Fault.ShouldContain(fault);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"sku":"A@B","onHand":1,"asOf":"2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"sku":"CUP","onHand":-1,"asOf":"2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"sku":"CUP","onHand":1000000001,"asOf":"2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"sku":"CUP","onHand":1}""")]
    [InlineData("""{"sku":"CUP","onHand":1,"asOf":"2199-03-01T12:00:00Z"}""")]
    [InlineData("""{"sku":"CUP","onHand":1,"asOf":"2026-03-01T12:00:00Z","included":[null]}""")]
    [InlineData("""{"sku":"CUP","onHand":1,"asOf":"2026-03-01T12:00:00Z","included":[{"reference":""}]}""")]
    public async Task A_malformed_row_is_refused_alone(string row)
    {
        await using var peer = ScriptedPeer.Answering("200 OK", $"{row}\n{Mug}\n{End}\n", Ndjson);

        var page = (await AskAsync(peer.Address)).Page.ShouldNotBeNull();

        page.Refused.ShouldHaveSingleItem().ShouldStartWith("row 1, ");
        page.Rows.ShouldHaveSingleItem().Sku.Value.ShouldBe("MUG");
    }

    [Fact]
    public async Task A_partner_that_is_away_or_silent_gives_no_page()
    {
        await using var resetting = ScriptedPeer.Resetting();
        await using var silent = ScriptedPeer.Stopping($"HTTP/1.1 200 OK\r\n{Ndjson}Content-Length: 99\r\n\r\n{Mug}");

        (await AskAsync(resetting.Address)).Page.ShouldBeNull();
        (await AskAsync(silent.Address, patience: 1)).Fault.ShouldContain("no answer");
    }

    [Fact]
    public async Task A_partner_may_ask_for_a_pause()
    {
        await using var peer = ScriptedPeer.Answering("429 Too Many", "", "Retry-After: 7\r\n");

        (await AskAsync(peer.Address)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_page_has_a_largest_size()
    {
        var body = new string(' ', HttpStockReports.MaxPageBytes) + $"{End}\n";
        await using var peer = ScriptedPeer.Answering("200 OK", body, Ndjson);

        (await AskAsync(peer.Address)).Fault.ShouldContain("bytes");
    }

    [Fact]
    public async Task The_sandbox_reports_page_by_page_what_it_counted()
    {
        await using var sandbox = await SandboxPeer.StartAsync(new() { Warehouse = new() { ReportRows = 2 } });
        using var counted = await sandbox.PostAsync("/wms/BER/stock", """
            {"counts":[{"sku":"A","onHand":1},{"sku":"B","onHand":2},{"sku":"C","onHand":3}]}
            """);

        var first = (await AskAsync(sandbox.UrlOf("/wms/BER/"))).Page.ShouldNotBeNull();
        var second = (await AskAsync(sandbox.UrlOf("/wms/BER/"), first.Next)).Page.ShouldNotBeNull();

        first.Rows.Concat(second.Rows).Select(row => (row.Sku.Value, row.OnHand))
            .ShouldBe([("A", 1), ("B", 2), ("C", 3)]);
        second.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"kind":"cut-body"}""")]
    [InlineData("""{"kind":"outage"}""")]
    [InlineData("""{"kind":"wrong-content"}""")]
    [InlineData("""{"kind":"connection-reset"}""")]
    public async Task A_failing_sandbox_gives_no_page(string rule)
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var counted = await sandbox.PostAsync("/wms/BER/stock", """{"counts":[{"sku":"A","onHand":1}]}""");
        await sandbox.ScriptAsync("wms-BER", rule);

        (await AskAsync(sandbox.UrlOf("/wms/BER/"))).Page.ShouldBeNull();
    }

    private static async Task<StockReportAnswer> AskAsync(Uri address, string? after = null, int patience = 30)
    {
        using var client = new HttpClient { BaseAddress = address };
        var partner = new StockReportPartner(client, TimeSpan.FromSeconds(patience));
        return await new HttpStockReports(new Dictionary<ConnectorName, StockReportPartner>
        {
            [new("wms")] = partner,
        }, TimeProvider.System).ReadAsync(new("wms"), new("BER"), after, Ended);
    }
}
