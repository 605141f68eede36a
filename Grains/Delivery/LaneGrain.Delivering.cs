using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <content>How a lane works on what waits: subjects side by side, the head of each first.</content>
public sealed partial class LaneGrain
{
    private void Pump()
    {
        while (!_stopped
            && _inFlight < LaneOptions.MaxInFlightPerLane
            && !_connector!.Gate.IsClosed(clock.GetUtcNow())
            && _queue.TakeReady(clock.GetUtcNow()) is { } subject)
        {
            _inFlight++;
            _ = Run(subject);
        }
    }

    private async Task Run(LaneSubject subject)
    {
        try
        {
            await Conclude(subject, await _runner.AttemptAsync(subject));
        }
        catch (Exception exception)
        {
            // The outermost loop of the lane: a defect parks its subject alone instead of losing it.
            LogDefect(log, exception, this.GetPrimaryKeyString(), subject.Stream.Key);
            await Fail(subject, AttemptResult.Failed("defect", exception.Message, uncertain: true));
        }
        finally
        {
            _inFlight--;
        }

        Pump();
    }

    private async Task Conclude(LaneSubject subject, AttemptResult result)
    {
        switch (result.Fate)
        {
            case AttemptFate.Done:
                _delivered++;
                _queue.Finish(subject);
                return;
            case AttemptFate.Blocked:
                _queue.PutBack(subject);
                return;
            case AttemptFate.Failed:
                await Fail(subject, result);
                return;
        }
    }

    // What the partner did but the order has not heard is never given up: it is told again until it is heard.
    private async Task Fail(LaneSubject subject, AttemptResult result)
    {
        var now = clock.GetUtcNow();
        var attempt = new DeliveryAttempt(now, result.Outcome, result.Detail);
        var wait = _connector!.Schedule.WaitAfter(subject.Failures + 1, services.Dice.Next());
        var isOver = wait is null && now >= subject.NextAttemptAt;
        if (isOver && subject.Unreported is null && await GiveUp(subject, attempt))
        {
            _deadLettered++;
            _queue.Finish(subject);
            return;
        }

        _queue.Park(subject, attempt, now + (wait ?? _connector.Schedule.Waits[^1]), result.Uncertain);
    }

    private async Task<bool> GiveUp(LaneSubject subject, DeliveryAttempt last)
    {
        var given = subject.Head.Event;
        var letter = new DeadLettered(
            _connector!.Name, given.Id, given.Type, $"{last.Outcome}: {last.Detail}", subject.History.Add(last));
        try
        {
            LogGivenUp(log, this.GetPrimaryKeyString(), given.Id);
            return await services.DeadLetters.KeepAsync(given, letter, CancellationToken.None)
                == AppendOutcome.Committed;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            LogAway(log, exception, this.GetPrimaryKeyString());
            return false;
        }
    }
}
