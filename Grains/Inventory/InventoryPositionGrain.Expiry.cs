using Orleans.Runtime;

namespace OrderGrid.Inventory;

/// <content>When holds expire, and who looks.</content>
public sealed partial class InventoryPositionGrain
{
    private async Task SweepDue()
    {
        if (clock.GetUtcNow() >= _stream.Trusted.EarliestExpiry)
        {
            // A batch that began before the expiry leaves it to the next one.
            await Drained();
            await Sweep();
        }
    }

    // Only what is near: for what is far the journal holds a deadline, and the deadline sweep calls in time.
    private void WatchExpiry()
    {
        var due = _stream.State.EarliestExpiry;
        if (due == _expirySetFor || _stream.Lost)
        {
            return;
        }

        _expiry?.Dispose();
        (_expiry, _expirySetFor) = (null, DateTimeOffset.MaxValue);
        if (due == DateTimeOffset.MaxValue || due - clock.GetUtcNow() > PositionLimits.WatchedByItself)
        {
            return;
        }

        _expirySetFor = due;
        var wait = Later(due - clock.GetUtcNow());
        DelayDeactivation(wait + PositionLimits.ExpiryStep);
        _expiry = this.RegisterGrainTimer(
            OnExpiry,
            new GrainTimerCreationOptions
            {
                DueTime = wait,
                Period = PositionLimits.ExpiryStep,
                Interleave = true,
            });
    }

    // Timers and the clock are not one: a timer that came a moment too early is set again for the rest.
    private Task OnExpiry()
    {
        if (clock.GetUtcNow() < _expirySetFor)
        {
            _expirySetFor = DateTimeOffset.MaxValue;
            WatchExpiry();
            return Task.CompletedTask;
        }

        return Sweep();
    }

    private static TimeSpan Later(TimeSpan wait) =>
        wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
}
