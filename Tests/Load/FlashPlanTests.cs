using OrderGrid.Load.Flash;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>What a sale will send.</summary>
public sealed class FlashPlanTests
{
    [Fact]
    public void A_hot_sale_has_ten_buyers_for_each_piece()
    {
        var plan = Plan(FlashScenario.Hot, rate: 1_000);

        plan.Skus.ShouldBe(1);
        (plan.Arrivals.Length / (double)plan.StockPerSku).ShouldBe(10, 0.5);
    }

    [Fact]
    public void Mixed_traffic_has_ten_reads_for_each_order()
    {
        var plan = Plan(FlashScenario.Mixed, rate: 500);
        var reads = plan.Arrivals.Count(arrival => arrival.Stream.Reads);

        (reads / (double)(plan.Arrivals.Length - reads)).ShouldBe(10, 0.5);
    }

    [Fact]
    public void A_greedy_channel_asks_for_five_times_its_share_once_it_begins()
    {
        var plan = Plan(FlashScenario.Greedy, rate: 300);
        var asked = plan.Arrivals.Where(arrival => arrival.Stream.Channel == FlashPlan.GreedyChannel).ToList();

        asked[0].At.ShouldBeGreaterThan(plan.GreedySince!.Value);
        (asked.Count / (plan.Settings.Length - plan.GreedySince.Value).TotalSeconds)
            .ShouldBe(5 * plan.ChannelRate!.Value, 50);
    }

    [Fact]
    public void The_erp_is_away_during_the_spike()
    {
        var (from, to) = Plan(FlashScenario.ErpDown, rate: 10).Outage!.Value;

        from.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        to.ShouldBeGreaterThan(TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(FlashScenario.Hot)]
    [InlineData(FlashScenario.Spread)]
    [InlineData(FlashScenario.Mixed)]
    public void A_basket_holds_each_sku_once_and_only_what_is_on_sale(FlashScenario scenario)
    {
        var plan = Plan(scenario, rate: 100);
        var traffic = new FlashTraffic(plan);
        var onSale = plan.Stock.Select(row => row.Sku).ToHashSet();
        var baskets = Enumerable.Range(0, plan.Arrivals.Length).Select(traffic.SkusOf).ToList();

        baskets.ShouldAllBe(basket => basket.Distinct().Count() == basket.Length && basket.All(onSale.Contains));
    }

    [Fact]
    public void The_same_seed_sends_the_same_requests_and_another_seed_others()
    {
        var first = Bodies(seed: 1);

        Bodies(seed: 1).ShouldBe(first);
        Bodies(seed: 2).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(201, null, FlashOutcome.Accepted)]
    [InlineData(409, "InsufficientStock", FlashOutcome.Refused)]
    [InlineData(429, "TooManyRequests", FlashOutcome.TooMany)]
    [InlineData(503, "NotWritten", FlashOutcome.TurnedAway)]
    [InlineData(503, "OutcomeUnknown", FlashOutcome.Unknown)]
    [InlineData(503, null, FlashOutcome.Unknown)]
    [InlineData(500, "Internal", FlashOutcome.Unknown)]
    [InlineData(200, null, FlashOutcome.Unknown)]
    public void An_answer_is_read_as_what_it_promises(int status, string? code, FlashOutcome expected) =>
        FlashAnswer.Of(status, code, read: false).Outcome.ShouldBe(expected);

    private static List<string> Bodies(int seed)
    {
        var plan = Plan(FlashScenario.Spread, rate: 10, seed);
        var traffic = new FlashTraffic(plan);
        return [.. Enumerable.Range(0, plan.Arrivals.Length)
            .Select(arrival => System.Text.Encoding.UTF8.GetString(traffic.RequestOf(arrival)))];
    }

    private static FlashPlan Plan(FlashScenario scenario, double rate, int seed = 1) =>
        FlashPlan.Of(new(scenario, rate, TimeSpan.FromSeconds(10), seed, "report.html"));
}
