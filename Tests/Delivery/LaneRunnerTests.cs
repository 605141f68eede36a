using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Delivery.FeedSamples;

namespace OrderGrid.Tests.Delivery;

public sealed class LaneRunnerTests
{
    private readonly ScriptedPartner _partner = new();
    private readonly ConnectorGate _gate = new(1);
    private readonly LaneQueue _queue = new(FeedPosition.Start);
    private readonly LaneRunner _runner;

    public LaneRunnerTests() => _runner = new(
        new(new("erp"), _partner, _partner, RetrySchedule.Partners, _gate), TimeProvider.System);

    [Fact]
    public async Task A_delivery_is_prepared_sent_and_told()
    {
        _partner.Posts.Enqueue(PostOutcome.Delivered("SO-1"));
        _partner.Reports.Enqueue(true);

        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldBe(["prepare", "post", "report Delivered SO-1"]);
    }

    [Fact]
    public async Task A_refusal_is_told_and_not_tried_again()
    {
        _partner.Posts.Enqueue(PostOutcome.Refused("no credit"));
        _partner.Reports.Enqueue(true);

        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldContain("report Refused");
    }

    [Fact]
    public async Task An_unknown_outcome_is_looked_up_before_anything_is_sent_again()
    {
        _partner.Posts.Enqueue(PostOutcome.Unknown("timeout"));
        _partner.Finds.Enqueue(new(FindFate.NoAnswer, null, "away"));
        _partner.Finds.Enqueue(new(FindFate.Found, "SO-1", ""));
        _partner.Reports.Enqueue(true);

        (await Attempt()).Uncertain.ShouldBeTrue();
        (await Attempt()).Outcome.ShouldBe("unknown");
        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldBe(["prepare", "post", "prepare", "find", "prepare", "find", "report Delivered SO-1"]);
    }

    [Fact]
    public async Task What_the_partner_does_not_have_is_sent_again()
    {
        _partner.Posts.Enqueue(PostOutcome.Unknown("timeout"));
        _partner.Finds.Enqueue(new(FindFate.NotFound, null, ""));
        _partner.Posts.Enqueue(PostOutcome.Delivered("SO-1"));
        _partner.Reports.Enqueue(true);

        await Attempt();
        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldBe(["prepare", "post", "prepare", "find", "post", "report Delivered SO-1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outcome_the_order_did_not_record_is_told_again_and_nothing_is_sent_again(bool throws)
    {
        _partner.Posts.Enqueue(PostOutcome.Delivered("SO-1"));
        if (!throws)
        {
            _partner.Reports.Enqueue(false);
        }

        (await Attempt()).Uncertain.ShouldBeTrue();
        _partner.Reports.Enqueue(true);
        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldBe(["prepare", "post", "report Delivered SO-1", "report Delivered SO-1"]);
    }

    [Fact]
    public async Task Nothing_to_do_asks_nobody()
    {
        _partner.Prepared = Preparation.Nothing;

        (await Attempt()).Fate.ShouldBe(AttemptFate.Done);

        _partner.Asked.ShouldBe(["prepare"]);
    }

    [Fact]
    public async Task A_partner_that_is_away_is_not_asked_and_the_place_is_given_back()
    {
        for (var failure = 0; failure < ConnectorGate.FailuresToOpen; failure++)
        {
            _partner.Posts.Enqueue(PostOutcome.Transient("refused"));
            (await Attempt()).Outcome.ShouldBe("transient");
        }

        (await Attempt()).Fate.ShouldBe(AttemptFate.Blocked);

        _partner.Asked.Count(asked => asked == "post").ShouldBe(ConnectorGate.FailuresToOpen);
    }

    private async Task<AttemptResult> Attempt()
    {
        if (_queue.Waiting == 0)
        {
            _queue.Offer([Event(1, 1, 10)], At(10), uncertain: false);
        }

        _queue.Unpark(Now, all: true);
        var subject = _queue.TakeReady()!;
        var result = await _runner.AttemptAsync(subject);
        if (result.Fate == AttemptFate.Failed)
        {
            _queue.Park(subject, FeedSamples.Attempt(), Now, result.Uncertain);
        }

        return result;
    }
}
