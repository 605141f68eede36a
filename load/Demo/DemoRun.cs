using OrderGrid.Load.Landscape;
using Spectre.Console;

namespace OrderGrid.Load.Demo;

/// <summary>One demo from start to end.</summary>
internal sealed class DemoRun(DemoSettings settings, IAnsiConsole console, TimeProvider clock)
{
    private readonly DemoVoice _voice = new(console, clock);

    /// <summary>Runs it; 0 when every promise was kept.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Folder);
        await using var session = new DemoSession(settings, clock);
        await session.Journal.RequireEmptyAsync(cancellation);
        await SetUpAsync(session, cancellation);

        var dayStarted = clock.GetUtcNow();
        _voice.BeginDay();
        var sender = new OrderSender(session.Grid, clock, _voice.DayStarted);
        var ending = new DemoEnding(session, sender, _voice, clock);
        var sending = sender.SendAsync(session.Day.Submissions, settings.Day, cancellation);
        var breaking = BreakThingsAsync(session, dayStarted, cancellation);
        await ending.WatchAsync(Task.WhenAll(sending, breaking), cancellation);
        await sending;
        var mishaps = await breaking;
        await ending.AwaitAsync(cancellation);

        var evidence = await ending.GatherAsync(cancellation);
        var figures = new DemoFigures(evidence, mishaps);
        var verdicts = Invariants.Check(evidence);
        DemoTable.Write(console, figures, verdicts);
        var page = Path.Combine(settings.Folder, "report.html");
        await File.WriteAllTextAsync(page, DemoPage.Render(figures, verdicts), cancellation);
        console.WriteLine($"The same with charts: {Path.GetRelativePath(Environment.CurrentDirectory, page)}");
        await KeepAsync(session.Landscape, cancellation);
        return verdicts.All(verdict => verdict.Kept) ? 0 : 1;
    }

    private async Task SetUpAsync(DemoSession session, CancellationToken cancellation)
    {
        var day = session.Day;
        _voice.Say($"starting the partners: an ERP, {day.Nodes.Length} warehouses, a carrier");
        await session.Landscape.StartSandboxAsync(cancellation);
        _voice.Say("starting the node");
        await session.Landscape.StartNodeAsync(day.Nodes, cancellation);
        foreach (var (channel, configuration) in day.Channels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await session.Grid.ConfigureAsync(channel, configuration, cancellation);
        }

        foreach (var node in day.Nodes)
        {
            var rows = day.Stock.Where(row => row.Node == node).ToList();
            await session.Sandbox.StockAsync(node, rows, cancellation);
            await session.Grid.LoadStockAsync(node, rows, cancellation);
        }

        await session.Sandbox.ScriptAsync(DemoFaults.Erp, Seed, DemoFaults.ErpHabits(), cancellation);
        await session.Sandbox.ScriptAsync(DemoFaults.Warehouses, Seed, DemoFaults.WarehouseHabits(), cancellation);
        _voice.Say($"{day.Channels.Count} channels and {day.Stock.Length} positions are set up; sending "
            + $"{day.Submissions.Length} documents over {DemoTable.Time(settings.Day)}");
    }

    private int Seed => settings.Seed ?? 1;

    private async Task<Mishaps> BreakThingsAsync(
        DemoSession session, DateTimeOffset dayStarted, CancellationToken cancellation)
    {
        await UntilAsync(settings.OutageAt, cancellation);
        var from = _voice.Elapsed;
        _voice.Announce($"the ERP goes away for {DemoTable.Time(settings.Outage)}; orders go on being accepted");
        await session.Sandbox.ScriptAsync(
            DemoFaults.Erp, Seed, DemoFaults.ErpOutage(settings.Outage), cancellation);
        var to = _voice.Elapsed + settings.Outage;

        await UntilAsync(settings.KillAt, cancellation);
        var killedAt = _voice.Elapsed;
        _voice.Announce("kill -9 of the node; channels and partners retry what they are not answered");
        await session.Landscape.KillNodeAsync();
        await session.Landscape.RestartNodeAsync(cancellation);
        var readyAt = _voice.Elapsed;
        _voice.Announce($"the node is ready again after {DemoTable.Time(readyAt - killedAt)}");

        await UntilAsync(to, cancellation);
        _voice.Announce("the ERP is back; its backlog drains in order");
        return new(dayStarted, from, to, killedAt, readyAt);
    }

    private async Task KeepAsync(GridLandscape landscape, CancellationToken cancellation)
    {
        if (settings.Keep)
        {
            console.WriteLine($"Kept running: node {landscape.NodeUrl}, operators {landscape.AdminUrl}, "
                + $"partners {landscape.SandboxUrl}. Ctrl-C ends them.");
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task UntilAsync(TimeSpan moment, CancellationToken cancellation)
    {
        var wait = moment - _voice.Elapsed;
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellation) : Task.CompletedTask;
    }
}
