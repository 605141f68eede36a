using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderGrid.Delivery;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>
/// Shell of the deadline sweep: reads what is due soon, calls its owners side by side, deletes what is over.
/// </summary>
public sealed partial class DeadlineSweepGrain(
    IJournal journal, TimeProvider clock, ILogger<DeadlineSweepGrain> log) : Grain, IDeadlineSweepGrain, IRemindable
{
    private const int RowsPerRead = 1_000;
    private const string WakeReminder = "wake";

    private static readonly TimeSpan WakePeriod = TimeSpan.FromMinutes(1);

    private readonly DeadlineAgenda _agenda = new();
    private JournalDeadline? _read;
    private DateTimeOffset _readThrough;
    private DateTimeOffset _leftoversThrough;
    private bool _reminded;
    private int _inFlight;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            Tick, new GrainTimerCreationOptions { DueTime = DeadlineSweep.Period, Period = DeadlineSweep.Period });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task EnsureRunning()
    {
        DelayDeactivation(TimeSpan.FromHours(1));
        if (!_reminded)
        {
            await this.RegisterOrUpdateReminder(WakeReminder, WakePeriod, WakePeriod);
            _reminded = true;
        }
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => EnsureRunning();

    private async Task Tick()
    {
        CallDue();
        try
        {
            await Read();
            await ReadLeftovers();
            await Delete();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            LogAway(log, exception);
        }

        CallDue();
    }

    // Deadlines lie at the starts of buckets, so there is nothing new to read until the next one begins.
    private async Task Read()
    {
        var through = DeadlineBuckets.StartOf(DeadlineAgenda.Horizon(clock.GetUtcNow()));
        while (through > _readThrough && _agenda.Known < DeadlineSweep.MaxKnown)
        {
            var rows = await journal.ReadDeadlinesAsync(_read, through, RowsPerRead, CancellationToken.None);
            Take(rows);
            if (rows.Count < RowsPerRead)
            {
                _readThrough = through;
            }
        }
    }

    // Holds shorter than the lead announce a bucket that was read before; their positions watch them, and this finds
    // what such a position could not do any more.
    private async Task ReadLeftovers()
    {
        var through = DeadlineBuckets.StartOf(DeadlineAgenda.Over(clock.GetUtcNow()));
        JournalDeadline? after = null;
        while (through > _leftoversThrough && _agenda.Known < DeadlineSweep.MaxKnown)
        {
            var rows = await journal.ReadDeadlinesAsync(after, through, RowsPerRead, CancellationToken.None);
            foreach (var row in rows)
            {
                _agenda.Take(row, clock.GetUtcNow());
                after = row;
            }

            if (rows.Count < RowsPerRead)
            {
                _leftoversThrough = through;
            }
        }
    }

    private void Take(IReadOnlyList<JournalDeadline> rows)
    {
        foreach (var row in rows)
        {
            _agenda.Take(row, clock.GetUtcNow());
            _read = row;
        }
    }

    private async Task Delete()
    {
        while (_agenda.Done.Count > 0)
        {
            var done = _agenda.Done.Take(RowsPerRead).ToList();
            await journal.DeleteDeadlinesAsync(done, CancellationToken.None);
            _agenda.Deleted(done.Count);
        }
    }

    // Calls are not waited for: one that hangs must not keep the others from being made.
    private void CallDue()
    {
        while (_inFlight < DeadlineSweep.MaxInFlight && _agenda.TryNext(clock.GetUtcNow(), out var deadline))
        {
            _inFlight++;
            _ = Call(deadline);
        }
    }

    private async Task Call(JournalDeadline deadline)
    {
        try
        {
            var earliest = await Ask(deadline.Stream);
            _agenda.Answered(deadline, earliest, clock.GetUtcNow());
        }
        catch (Exception exception)
        {
            // The outermost loop of the sweep: whatever keeps one owner from answering, it is called again.
            LogNotTold(log, exception, deadline.Stream.Key);
            _agenda.Failed(deadline, clock.GetUtcNow());
        }

        _inFlight--;
        CallDue();
    }

    private Task<DateTimeOffset> Ask(StreamName stream) => stream.Category switch
    {
        StreamCategory.Position => GrainFactory.GetGrain<IInventoryPositionGrain>(stream.Key).ExpireDue(),
        StreamCategory.Reservation => GrainFactory.GetGrain<IReservationGrain>(stream.Key).ExpireDue(),
        StreamCategory.Order or StreamCategory.Channel or StreamCategory.Delivery
            or StreamCategory.IdempotencyKey or StreamCategory.Reconciliation or StreamCategory.Kit =>
            throw new UnreachableException($"{stream} sets no deadlines."),
    };
}
