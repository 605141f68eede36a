using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Flash;

/// <summary>One flash sale from start to audit.</summary>
internal sealed class FlashRun(
    FlashSettings settings, LandscapePrograms programs, FlashVoice voice, TimeProvider clock)
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs it; the result says whether every promise was kept.</summary>
    public async Task<FlashResult> RunAsync(CancellationToken cancellation)
    {
        var plan = FlashPlan.Of(settings);
        var warmUp = FlashPlan.WarmUp(settings, WarmUpTime);
        var folder = Path.GetDirectoryName(settings.Report)!;
        Directory.CreateDirectory(folder);
        voice.Say(FlashTable.Describe(plan));
        voice.Say("starting a node and an ERP, loading the stock, warming up");
        await using var session = new FlashSession(plan, programs, folder, clock);
        await session.StartAsync([plan, warmUp], cancellation);
        var warm = await SendAsync(session, warmUp, null, cancellation);
        await DrainAsync(session, warm, 0, cancellation);

        var booked = await session.CountBookedAsync(cancellation);
        voice.Say($"{FlashTable.Number(plan.Arrivals.Length)} arrivals begin");
        var sent = await SendAsync(session, plan, booked, cancellation);
        var since = clock.GetTimestamp();
        await DrainAsync(session, sent, booked, cancellation);
        var drained = clock.GetElapsedTime(since);
        voice.Say("comparing journal, answers and the ERP's book");
        var verdicts = await AuditAsync(session, warm.Record, sent.Record, cancellation);
        return new(plan, sent.Record, sent.Loop.Tally, sent.Watch.Samples) { Drained = drained, Verdicts = verdicts };
    }

    private async Task<Sent> SendAsync(
        FlashSession session, FlashPlan plan, int? booked, CancellationToken cancellation)
    {
        var record = new FlashRecord(plan, AnswerPatience);
        var loop = new OpenLoop(clock, plan.Settings.Connections, plan.Settings.MaxWaiting);
        var watch = new FlashWatch(session, record, voice, clock);
        using var client = new FlashClient(plan, new FlashTraffic(plan), session.Address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var end = clock.CreateTimer(
            state => ((CancellationTokenSource)state!).Cancel(),
            patience,
            plan.Arrivals[^1].At + AnswerPatience,
            Timeout.InfiniteTimeSpan);
        var times = plan.Arrivals.Select(arrival => arrival.At).ToImmutableArray();
        var sending = loop.RunAsync<FlashAnswer>(
            times, (lane, arrival) => client.SendAsync(lane, arrival, patience.Token), record.Add, cancellation);
        if (booked is { } before)
        {
            var breaking = BreakAsync(session, plan, cancellation);
            await watch.FollowAsync(sending, loop, before, cancellation);
            await breaking;
        }

        await sending;
        record.CountUnsent();
        return new(plan, record, loop, watch);
    }

    private async Task BreakAsync(FlashSession session, FlashPlan plan, CancellationToken cancellation)
    {
        if (plan.Outage is { } outage)
        {
            await Task.Delay(outage.From, clock, cancellation);
            voice.Say($"the ERP goes away for {FlashTable.Time(outage.To - outage.From)}");
            await session.TakeErpAwayAsync(outage.To - outage.From, cancellation);
        }
    }

    private async Task DrainAsync(FlashSession session, Sent sent, int booked, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < DrainPatience)
        {
            if (await sent.Watch.LookAsync(sent.Loop, booked, cancellation))
            {
                await session.Journal.CatchUpAsync(cancellation);
                if (IsSettled(session.Journal.Fold))
                {
                    return;
                }
            }

            await Task.Delay(Look, clock, cancellation);
        }

        voice.Say($"not everything was done within {FlashTable.Time(DrainPatience)}");
    }

    private static bool IsSettled(JournalFold journal)
    {
        var sold = SaleAudit.Sold(journal);
        return sold.All(position => journal.Positions.TryGetValue(position.Key, out var known)
                && known.Levels.Committed.Pieces >= position.Value)
            && journal.Orders.Values.All(order => order.PostedAt is not null || !order.State.Accepted);
    }

    private static async Task<ImmutableArray<Verdict>> AuditAsync(
        FlashSession session, FlashRecord warm, FlashRecord record, CancellationToken cancellation)
    {
        await session.Journal.CatchUpAsync(cancellation);
        var table = await session.Journal.CompareWithTableAsync(cancellation);
        var plan = record.Plan;
        var answers = new Dictionary<string, Told>(StringComparer.Ordinal);
        warm.AddTold(answers);
        record.AddTold(answers);
        var stock = plan.Stock.Concat(warm.Plan.Stock)
            .ToDictionary(row => $"{row.Sku}@{row.Node}", row => row.OnHand, StringComparer.Ordinal);
        var evidence = new SaleEvidence(answers, stock, session.Journal.Fold, table)
        {
            Erp = await session.BookAsync(cancellation),
            SoldOut = plan.SellsOut ? [.. plan.Stock.Select(row => $"{row.Sku}@{row.Node}")] : [],
            Greedy = AdmissionOf(plan, record),
        };
        return [.. SaleAudit.Check(evidence), .. FlashFairness.Check(plan, record)];
    }

    // A bucket that is full at the start lets in what a second allows, and as much again for each second begun.
    private static Admission? AdmissionOf(FlashPlan plan, FlashRecord record)
    {
        if (plan is not { GreedySince: { } since, ChannelRate: { } rate })
        {
            return null;
        }

        var totals = record.Totals[plan.Streams.Single(stream => stream.Channel == FlashPlan.GreedyChannel)];
        var letIn = totals.Counts.Sum(count => count.Value)
            - totals.Count(FlashOutcome.TooMany) - totals.Count(FlashOutcome.Unsent);
        var seconds = Math.Ceiling((record.LastAnswer - since).TotalSeconds);
        return new(FlashPlan.GreedyChannel, letIn, (int)(rate * (seconds + 2)));
    }

    private sealed record Sent(FlashPlan Plan, FlashRecord Record, OpenLoop Loop, FlashWatch Watch);
}
