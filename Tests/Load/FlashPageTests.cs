using System.Xml;
using System.Xml.Linq;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Bench;
using OrderGrid.Load.Flash;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>The page and the line of a sale say what happened in it.</summary>
public sealed class FlashPageTests
{
    private readonly FlashRecord _record = new(
        FlashPlan.Of(new(FlashScenario.Hot, 10, TimeSpan.FromSeconds(10), 1, "report.html")
        {
            Pattern = ArrivalPattern.Even,
        }),
        TimeSpan.FromSeconds(5));

    public FlashPageTests()
    {
        Answer(0, 20, new(FlashOutcome.Accepted, null));
        Answer(1, 400, new(FlashOutcome.Refused, "InsufficientStock"));
        Answer(2, 1, new(FlashOutcome.TooMany, "TooManyRequests"));
        Answer(3, 30_000, FlashAnswer.None);
        _record.CountUnsent();
    }

    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_from_outside()
    {
        var page = FlashPage.Render(Result());

        Read(page).Descendants("svg").Count().ShouldBe(5);
        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
        page.ShouldNotContain("<script");
        page.ShouldContain("prefers-color-scheme:dark");
    }

    [Fact]
    public void The_page_shows_each_outcome_with_its_count()
    {
        var rows = Read(FlashPage.Render(Result())).Descendants("tr")
            .Select(row => string.Join(" | ", row.Elements().Select(cell => cell.Value))).ToList();

        rows.ShouldContain("orders: accepted | 1");
        rows.ShouldContain("orders: refused, InsufficientStock | 1");
        rows.ShouldContain("orders: 429, TooManyRequests | 1");
        rows.ShouldContain("orders: outcome unknown, NoAnswer | 1");
        rows.ShouldContain("orders: not sent | 96");
        rows.ShouldContain("waiting for the ERP at peak | 7 orders");
    }

    [Fact]
    public void Broken_promises_are_told_with_what_broke_them_as_text()
    {
        var result = Result() with { Verdicts = [new("I7", "no <oversell>", 3, ["MUG & CUP: 3 of 2"])] };

        var cells = Read(FlashPage.Render(result)).Descendants("td").Select(cell => cell.Value).ToList();

        cells.ShouldContain("no <oversell>");
        cells.ShouldContain("MUG & CUP: 3 of 2");
    }

    [Fact]
    public void Latencies_are_drawn_at_the_second_in_which_they_were_due()
    {
        var seconds = _record.Seconds.ToArray();

        seconds[1].Orders.Count.ShouldBe(4);
        seconds[1].Orders.Percentile(1).TotalSeconds.ShouldBeInRange(30, 32);
    }

    [Fact]
    public void The_line_tells_how_it_stands()
    {
        var tally = new OpenLoopTally(Due: 1_234, Sent: 1_200, Served: 1_190, Late: 0, Unsent: 4);

        var line = FlashVoice.Line(Result().Samples[0], tally, _record, new LatencyHistogram());

        line.ShouldBe("[  2.0 s] 1,234 arrived · 9 accepted · 1 InsufficientStock · 1 × 429/503 · 1 unclear · "
            + "40 in flight · p50 0.0 ms p99 0.0 ms · 7 wait for the ERP · 4 not sent");
    }

    [Fact]
    public void A_modest_channel_that_is_turned_away_or_waits_is_found()
    {
        var plan = FlashPlan.Of(new(FlashScenario.Greedy, 100, TimeSpan.FromSeconds(9), 1, "report.html"));
        var record = new FlashRecord(plan, TimeSpan.FromSeconds(5));
        var modest = plan.Arrivals.Index().Where(arrival => arrival.Item.Stream == plan.Streams[0]).ToList();
        foreach (var (index, (at, _)) in modest)
        {
            var slow = TimeSpan.FromMilliseconds(at < plan.GreedySince ? 2 : 200);
            var outcome = index % 10 == 0 ? FlashOutcome.TooMany : FlashOutcome.Accepted;
            record.Add(new(index, at, at, at + slow, new(outcome, null)));
        }

        FlashFairness.Check(plan, record).Select(verdict => verdict.Kept).ShouldBe([false, false]);
    }

    private void Answer(int arrival, double milliseconds, FlashAnswer answer)
    {
        var due = TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(arrival);
        _record.Add(new(arrival, due, due, due + TimeSpan.FromMilliseconds(milliseconds), answer));
    }

    private FlashResult Result() => new(
        _record.Plan,
        _record,
        new(_record.Plan.Arrivals.Length, 4, 4, 0, _record.Plan.Arrivals.Length - 4),
        [new(TimeSpan.FromSeconds(2), 9, 2, 3, 128, 5)])
    {
        Drained = TimeSpan.FromSeconds(1),
        Verdicts = [new Verdict("I1", "kept", 1, [])],
    };

    private static XDocument Read(string page)
    {
        using var reader = XmlReader.Create(
            new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
