using Microsoft.Extensions.Logging;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>
/// Shell of a node's schedule. A run is journalled before it begins and after it ends, and works beside the calls
/// meanwhile; whoever finds one under way that nobody works on, after a crash, works on it.
/// </summary>
public sealed partial class NodeScheduleGrain(
    IJournal journal, TimeProvider clock, ReconciliationServices services, ILogger<NodeScheduleGrain> log)
    : Grain, INodeScheduleGrain, IRemindable
{
    private const string WakeReminder = "wake";

    private static readonly TimeSpan WakePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private EventStream<NodeSchedule, NodeScheduleEvent> _stream = null!;
    private NodeRunWork? _work;
    private RunEnded? _ended;

    private NodeId Node => new(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = new(
            journal,
            new(StreamCategory.NodeSchedule, this.GetPrimaryKeyString()),
            NodeScheduleEvents.Format,
            NodeSchedule.None,
            NodeScheduleEvents.Evolve);
        await _stream.LoadAsync(null, cancellationToken);
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions { DueTime = Look, Period = Look });
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The next activation takes the run up.
        _work?.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ScheduleAnswer> Set(SetSchedule command)
    {
        var (answer, set) = _stream.Trusted.Decide(command, clock.GetUtcNow());
        if (set is not null)
        {
            answer = await Append(set, command.Context);
        }

        if (answer == ScheduleAnswer.Done)
        {
            await KeepAwake();
        }

        return answer;
    }

    /// <inheritdoc/>
    public async Task<RunNowOutcome> RunNow(CommandContext context, string key)
    {
        var (answer, known, begins) = _stream.Trusted.DecideNow(this.GetPrimaryKeyString(), key, clock.GetUtcNow());
        if (begins is null)
        {
            return new(answer, known);
        }

        await KeepAwake();
        return new(await Begin(begins, context), begins);
    }

    /// <inheritdoc/>
    public Task<NodeScheduleView> Get()
    {
        var state = _stream.Trusted;
        return Task.FromResult(new NodeScheduleView(
            state.Schedule, state.NextRun, state.Current, _work?.Progress, state.Last, state.Version));
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => KeepAwake();

    private async Task KeepAwake()
    {
        var state = _stream.Trusted;
        if (state.Schedule is not null || state.Current is not null)
        {
            DelayDeactivation(TimeSpan.FromHours(1));
            await this.RegisterOrUpdateReminder(WakeReminder, WakePeriod, WakePeriod);
        }
        else if (await this.GetReminder(WakeReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task Tick()
    {
        if (_stream.Lost)
        {
            return;
        }

        var state = _stream.State;
        if (_ended is { } ended)
        {
            (_work, _ended) = (null, null);
            LogEnded(log, Node.Value, ended.Run, ended.End, ended.Fault);
            await Append(ended, Context(ended.Run));
        }
        else if (_work is null && state.Current is { } broken)
        {
            LogTakenUp(log, Node.Value, broken.Name);
            Work(broken);
        }
        else if (_work is null && state.DecideDue(Node.Value, clock.GetUtcNow()) is { } due)
        {
            await Begin(due, Context(due.Name));
        }
    }

    private async Task<ScheduleAnswer> Begin(NodeRun run, CommandContext context)
    {
        var answer = await Append(new RunStarted(run), context);
        if (answer == ScheduleAnswer.Done)
        {
            Work(run);
        }

        return answer;
    }

    // Not waited for: a run takes as long as its partner, and calls are answered meanwhile. The next tick ends it, so
    // that nothing is appended side by side.
    private void Work(NodeRun run)
    {
        _work = new(Node, run, services, clock);
        _ = Finish(_work);
    }

    private async Task Finish(NodeRunWork work) => _ended = await work.RunAsync();

    private async Task<ScheduleAnswer> Append(NodeScheduleEvent happening, CommandContext context)
    {
        var outcome = await _stream.AppendAsync([happening], context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome != AppendOutcome.Committed)
        {
            DeactivateOnIdle();
        }

        return outcome switch
        {
            AppendOutcome.Committed => ScheduleAnswer.Done,
            AppendOutcome.Conflict or AppendOutcome.NotWritten => ScheduleAnswer.NotWritten,
            AppendOutcome.Unknown => ScheduleAnswer.OutcomeUnknown,
        };
    }

    private static CommandContext Context(string run) => new(new($"run:{run}"), new(run), null);

    [LoggerMessage(2311, LogLevel.Information, "The reconciliation {Run} of {Node} ended: {End} {Fault}")]
    private static partial void LogEnded(ILogger logger, string node, string run, RunEnd end, string? fault);

    [LoggerMessage(2312, LogLevel.Information, "The reconciliation {Run} of {Node} is taken up again")]
    private static partial void LogTakenUp(ILogger logger, string node, string run);
}
