namespace OrderGrid.Reconciliation;

/// <summary>When runs are due. Pure.</summary>
public static class ScheduleTimes
{
    /// <summary>The first time that is later than another one.</summary>
    public static DateTimeOffset Next(ReconciliationSchedule schedule, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.Every is { } interval)
        {
            return after + interval;
        }

        var today = new DateTimeOffset(
            DateOnly.FromDateTime(after.UtcDateTime), schedule.At!.Value, TimeSpan.Zero);
        return today > after ? today : today.AddDays(1);
    }

    /// <summary>
    /// The latest time up to now, where one has come since another time; null otherwise. What was missed by an outage
    /// is made up for by one run, not by as many as were missed.
    /// </summary>
    public static DateTimeOffset? Due(ReconciliationSchedule schedule, DateTimeOffset after, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var first = Next(schedule, after);
        if (first > now)
        {
            return null;
        }

        var step = schedule.Every ?? TimeSpan.FromDays(1);
        return first + (step * ((now - first).Ticks / step.Ticks));
    }
}
