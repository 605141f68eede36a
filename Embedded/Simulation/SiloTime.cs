namespace OrderGrid.Embedded;

/// <summary>The time as one silo sees it: its clock may be wrong, and its timers die with it.</summary>
internal sealed class SiloTime(VirtualTime time, SimulationContext context, Func<bool> isAlive) : TimeProvider
{
    /// <summary>How far the silo's clock is ahead; negative if it is behind. Its timers are not affected.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Skew;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return callback.Method.Module.Assembly == typeof(object).Assembly
            ? time.CreateTimer(callback, state, dueTime, period, null)
            : time.CreateTimer(Guarded, null, dueTime, period, context);

        void Guarded(object? ignored)
        {
            if (isAlive())
            {
                callback(state);
            }
        }
    }
}
