using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Streams;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// Shell of a lane. Streams tell it quickly, the journal tells it completely: whatever does not join up with what it
/// has read makes it read the journal.
/// </summary>
[Reentrant]
public sealed partial class LaneGrain(
    IJournal journal,
    ILaneStore store,
    ConnectorRegistry connectors,
    DeadLetters deadLetters,
    TimeProvider clock,
    LaneDice dice,
    ILogger<LaneGrain> log) : Grain, ILaneGrain
{
    private static readonly HashSet<StreamCategory> Categories = [StreamCategory.Order];

    private LaneConnector? _connector;
    private LaneRunner _runner = null!;
    private IGrainTimer? _timer;
    private LaneQueue _queue = new(FeedPosition.Start);
    private LaneState _saved = LaneState.New;
    private DateTimeOffset _savedAt;
    private DateTimeOffset _heardAt;
    private int _partition;
    private int _inFlight;
    private int _recoveries;
    private long _epoch;
    private long _delivered;
    private long _deadLettered;
    private bool _behind = true;
    private bool _caughtUpOnce;
    private bool _reading;
    private bool _saving;
    private bool _stopped;
    private bool _isTickingSoon = true;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.LastIndexOf('/');
        _partition = int.Parse(key[(slash + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        _connector = connectors.Find(Identifier.Parse<ConnectorName>(key[..slash]));
        if (_connector is null)
        {
            LogNoConnector(log, key);
            _stopped = true;
            return;
        }

        _runner = new(_connector, clock);
        (_epoch, _saved) = await store.ClaimAsync(key, cancellationToken);
        _queue = new(_saved.Cursor);
        foreach (var parked in _saved.Parked)
        {
            _queue.Restore(parked, await ReadParked(parked, cancellationToken));
        }

        await Subscribe();
        _recoveries = _connector.Gate.Recoveries;
        _savedAt = _heardAt = clock.GetUtcNow();
        _timer = this.RegisterGrainTimer(
            Tick, new GrainTimerCreationOptions { DueTime = LaneLimits.Tick, Period = LaneLimits.Tick, Interleave = true });
    }

    /// <inheritdoc/>
    public Task EnsureRunning()
    {
        DelayDeactivation(TimeSpan.FromHours(1));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<LaneStatus> GetStatus() => Task.FromResult(new LaneStatus(
        Identifier.Parse<ConnectorName>(this.GetPrimaryKeyString().Split('/')[0]),
        _partition,
        _queue.Waiting,
        _queue.Parked,
        _delivered,
        _deadLettered,
        _connector?.Gate.IsOpen ?? false,
        !_behind && _queue.Waiting == 0));

    private async Task Subscribe()
    {
        var stream = this.GetStreamProvider(FeedBatch.Provider).GetStream<FeedBatch>(
            StreamId.Create(FeedBatch.StreamNamespace, _partition.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var handles = await stream.GetAllSubscriptionHandles();
        if (handles.Count == 0)
        {
            await stream.SubscribeAsync(OnBatch);
        }

        for (var index = 0; index < handles.Count; index++)
        {
            await (index == 0 ? handles[index].ResumeAsync(OnBatch) : handles[index].UnsubscribeAsync());
        }
    }

    private async Task OnBatch(FeedBatch batch, StreamSequenceToken? token)
    {
        _heardAt = clock.GetUtcNow();
        if (_stopped || batch.Through.Position <= _queue.ReadThrough)
        {
            return;
        }

        if (_behind || batch.After.Position > _queue.ReadThrough || _queue.Waiting >= LaneLimits.MaxWaiting)
        {
            _behind = true;
            await ReadOn();
            return;
        }

        _queue.Offer(batch.Events.Where(IsWanted), batch.Through.Position, uncertain: false);
        TickSoon();
        Pump();
    }

    private bool IsWanted(FeedEvent given) => _connector!.Route.Wants(given.Type);

    private async Task ReadOn()
    {
        if (_reading || _stopped)
        {
            return;
        }

        _reading = true;
        TickSoon();
        try
        {
            while (_queue.Waiting < LaneLimits.MaxWaiting && await ReadPage())
            {
                Pump();
            }
        }
        catch (JournalUnavailableException exception)
        {
            LogAway(log, exception, this.GetPrimaryKeyString());
        }
        finally
        {
            _reading = false;
        }

        Pump();
    }

    // True when there may be more to read.
    private async Task<bool> ReadPage()
    {
        var query = new FeedQuery([new(_partition, _queue.ReadThrough)], LaneLimits.RecordsPerRead, Categories);
        var pages = await journal.ReadFeedAsync(query, CancellationToken.None);
        _heardAt = clock.GetUtcNow();
        foreach (var page in pages)
        {
            var events = page.Records.SelectMany(record => FeedEvent.From(record, _connector!.Route.Wants));
            _queue.Offer(events, page.Through, uncertain: !_caughtUpOnce);
        }

        _behind = pages.Count > 0 && pages[0].Records.Count == LaneLimits.RecordsPerRead;
        _caughtUpOnce |= !_behind;
        return _behind;
    }

    private async Task<IEnumerable<FeedEvent>> ReadParked(ParkedSubject parked, CancellationToken cancellation)
    {
        var after = new StreamVersion(parked.Next.Value - 1);
        var records = await journal.ReadStreamAsync(parked.Stream, after, JournalLimits.MaxRecordsPerRead, cancellation);
        return records
            .Where(record => record.Position <= _saved.Cursor)
            .SelectMany(record => FeedEvent.From(record, _connector!.Route.Wants))
            .Where(given => given.Sequence >= parked.Next);
    }

    private void Pump()
    {
        while (!_stopped
            && _inFlight < LaneOptions.MaxInFlightPerLane
            && !_connector!.Gate.IsClosed(clock.GetUtcNow())
            && _queue.TakeReady() is { } subject)
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
            await Conclude(subject, AttemptResult.Failed("defect", exception.Message, uncertain: true));
        }

        _inFlight--;
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
                var now = clock.GetUtcNow();
                var attempt = new DeliveryAttempt(now, result.Outcome, result.Detail);
                var wait = _connector!.Schedule.WaitAfter(subject.Failures + 1, dice.Next());
                if (wait is null && subject.Unreported is null && await GiveUp(subject, attempt))
                {
                    _deadLettered++;
                    _queue.Finish(subject);
                    return;
                }

                _queue.Park(subject, attempt, now + (wait ?? _connector.Schedule.Waits[^1]), result.Uncertain);
                return;
        }
    }

    private async Task<bool> GiveUp(LaneSubject subject, DeliveryAttempt last)
    {
        var given = subject.Items.Peek().Event;
        var letter = new DeadLettered(
            _connector!.Name, given.Id, given.Type, $"{last.Outcome}: {last.Detail}", subject.History.Add(last));
        try
        {
            LogGivenUp(log, this.GetPrimaryKeyString(), given.Id);
            return await deadLetters.KeepAsync(given, letter, CancellationToken.None) == AppendOutcome.Committed;
        }
        catch (JournalUnavailableException exception)
        {
            LogAway(log, exception, this.GetPrimaryKeyString());
            return false;
        }
    }

    private async Task Tick()
    {
        if (_stopped)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var recoveries = _connector!.Gate.Recoveries;
        _queue.Unpark(now, all: recoveries != _recoveries);
        _recoveries = recoveries;
        Pump();
        if (_behind || now - _heardAt >= LaneLimits.HealInterval)
        {
            await ReadOn();
        }

        await Save(now);
        if (_queue.Waiting == 0 && !_behind && !IsChanged(_queue.State))
        {
            // Hundreds of lanes are idle most of the time; they only look now and then whether a message was lost.
            _isTickingSoon = false;
            _timer!.Change(LaneLimits.HealInterval, LaneLimits.HealInterval);
        }
    }

    private void TickSoon()
    {
        if (!_isTickingSoon && !_stopped)
        {
            _isTickingSoon = true;
            _timer?.Change(LaneLimits.Tick, LaneLimits.Tick);
        }
    }

    private bool IsChanged(LaneState state) =>
        state.Cursor != _saved.Cursor || !state.Parked.IsEmpty || !_saved.Parked.IsEmpty;

    private async Task Save(DateTimeOffset now)
    {
        if (_saving || now - _savedAt < LaneLimits.SaveInterval)
        {
            return;
        }

        var state = _queue.State;
        if (!IsChanged(state))
        {
            return;
        }

        _saving = true;
        try
        {
            _stopped = !await store.SaveAsync(this.GetPrimaryKeyString(), _epoch, state, CancellationToken.None);
            _saved = state;
            _savedAt = now;
            if (_stopped)
            {
                LogZombie(log, this.GetPrimaryKeyString(), _epoch);
                DeactivateOnIdle();
            }
        }
        catch (JournalUnavailableException exception)
        {
            LogAway(log, exception, this.GetPrimaryKeyString());
        }
        finally
        {
            _saving = false;
        }
    }
}
