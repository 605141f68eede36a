namespace OrderGrid.Tests.Sandbox;

/// <summary>A clock that moves only when it is told to. It has no timers: nothing here waits on it.</summary>
internal sealed class StepClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan span) => _now += span;

    public void AdvanceMilliseconds(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));
}
