using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Timers;

namespace OrderGrid.Embedded;

/// <summary>Keeps reminders in a table and sends their ticks.</summary>
internal sealed partial class ReminderClock(
    IReminderTable table, ITurnScheduler scheduler, ICallOrigin origin, TimeSpan minimumPeriod, ILogger log)
    : IReminderRegistry
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), RunningReminder> _running = [];
    private volatile bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await table.StartAsync(cancellationToken);
        if (!await TryLoadAsync())
        {
            scheduler.RunOutside(LoadLaterAsync);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        RunningReminder[] running;
        lock (_gate)
        {
            _isStopped = true;
            running = [.. _running.Values];
            _running.Clear();
        }

        foreach (var one in running)
        {
            one.Dispose();
        }

        await table.StopAsync(cancellationToken);
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < minimumPeriod)
        {
            throw new ArgumentException(
                $"The period {period} of reminder {reminderName} is shorter than the minimum of {minimumPeriod}.",
                nameof(period));
        }

        var row = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = scheduler.Time.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        row.ETag = await table.UpsertRow(row);
        Run(row);
        return new RegisteredReminder(reminderName, row.ETag!);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        if (reminder is not RegisteredReminder registered)
        {
            throw new ArgumentException("The reminder was not made by this runtime.", nameof(reminder));
        }

        if (!await table.RemoveRow(callingGrainId, registered.ReminderName, registered.ETag))
        {
            throw new OrleansException(
                $"Reminder {registered.ReminderName} of {callingGrainId} has changed or is gone: get it again.");
        }

        lock (_gate)
        {
            if (_running.Remove((callingGrainId, registered.ReminderName), out var running))
            {
                running.Dispose();
            }
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        await table.ReadRow(callingGrainId, reminderName) is { } row ? Registered(row) : null;

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        [.. (await table.ReadRows(callingGrainId)).Reminders.Select(Registered)];

    private static IGrainReminder Registered(ReminderEntry row) => new RegisteredReminder(row.ReminderName, row.ETag!);

    private async Task LoadLaterAsync()
    {
        do
        {
            await Task.Delay(RetryInterval, scheduler.Time);
        }
        while (!_isStopped && !await TryLoadAsync());
    }

    // A table that is away when the process starts must not keep it from starting.
    private async Task<bool> TryLoadAsync()
    {
        try
        {
            foreach (var row in (await table.ReadRows(0, 0)).Reminders)
            {
                Run(row);
            }

            return true;
        }
        catch (Exception exception)
        {
            LogNotLoaded(log, exception);
            return false;
        }
    }

    private void Run(ReminderEntry row)
    {
        lock (_gate)
        {
            if (_running.Remove((row.GrainId, row.ReminderName), out var former))
            {
                former.Dispose();
            }

            if (!_isStopped)
            {
                _running[(row.GrainId, row.ReminderName)] = new RunningReminder(row, scheduler, TickAsync);
            }
        }
    }

    private async Task TickAsync(ReminderEntry row)
    {
        try
        {
            var grain = (IRemindable)(object)origin.Refer(typeof(IRemindable), row.GrainId);
            var status = new TickStatus(row.StartAt, row.Period, scheduler.Time.GetUtcNow().UtcDateTime);
            await grain.ReceiveReminder(row.ReminderName, status);
        }
        catch (Exception failure)
        {
            LogTickFailed(log, failure, row.ReminderName, row.GrainId);
        }
    }

    [LoggerMessage(7021, LogLevel.Warning, "Reminders cannot be read; they are read again until they are")]
    private static partial void LogNotLoaded(ILogger log, Exception failure);

    [LoggerMessage(7020, LogLevel.Warning, "The tick of reminder {Reminder} of {Grain} failed")]
    private static partial void LogTickFailed(ILogger log, Exception failure, string reminder, GrainId grain);

    private sealed record RegisteredReminder(string ReminderName, string ETag) : IGrainReminder;
}
