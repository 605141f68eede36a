using System.Globalization;
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
    LaneServices services,
    TimeProvider clock,
    ILogger<LaneGrain> log) : Grain, ILaneGrain
{
    private static readonly HashSet<StreamCategory> Categories = [StreamCategory.Order];

    private LaneConnector? _connector;
    private LaneRunner _runner = null!;
    private IGrainTimer? _timer;
    private LaneQueue _queue = new(FeedPosition.Start);
    private long _savedChanges;
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
    private bool _readAgain;
    private bool _saving;
    private bool _stopped;
    private bool _isTickingSoon = true;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.LastIndexOf('/');
        _partition = int.Parse(key[(slash + 1)..], CultureInfo.InvariantCulture);
        _connector = services.Connectors.Find(Identifier.Parse<ConnectorName>(key[..slash]));
        if (_connector is null)
        {
            LogNoConnector(log, key);
            _stopped = true;
            return;
        }

        _runner = new(_connector, clock);
        (_epoch, var kept) = await store.ClaimAsync(key, cancellationToken);
        _queue = new(kept.Cursor);
        foreach (var parked in kept.Parked)
        {
            _queue.Restore(parked, await ReadParked(parked, cancellationToken));
        }

        await Subscribe();
        _recoveries = _connector.Gate.Recoveries;
        _savedAt = _heardAt = clock.GetUtcNow();
        var often = new GrainTimerCreationOptions
        {
            DueTime = LaneLimits.Tick,
            Period = LaneLimits.Tick,
            Interleave = true,
        };
        _timer = this.RegisterGrainTimer(Tick, often);
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
        if (_queue.Waiting == 0 && !_behind && !IsChanged)
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

    // Waiting changes nothing: a lane whose partner is away has nothing new to keep.
    private bool IsChanged => _queue.Changes != _savedChanges;

    private async Task Save(DateTimeOffset now)
    {
        if (_saving || !IsChanged || now - _savedAt < LaneLimits.SaveInterval)
        {
            return;
        }

        var state = _queue.State;
        var changes = _queue.Changes;
        _saving = true;
        try
        {
            _stopped = !await store.SaveAsync(this.GetPrimaryKeyString(), _epoch, state, CancellationToken.None);
            _savedChanges = changes;
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
