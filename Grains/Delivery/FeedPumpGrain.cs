using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// Shell of a feed pump: reads its partitions and publishes what somebody wants. It promises speed only; lanes see
/// from the gaps what they missed.
/// </summary>
public sealed partial class FeedPumpGrain(
    IJournal journal, ILaneStore store, ConnectorRegistry connectors, TimeProvider clock, ILogger<FeedPumpGrain> log)
    : Grain, IFeedPumpGrain, IRemindable
{
    private const int RecordsPerRead = 1_000;
    private const string WakeReminder = "wake";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WakePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(10);
    private static readonly HashSet<StreamCategory> Categories = [StreamCategory.Order];

    private readonly Dictionary<int, FeedPosition> _cursors = [];
    private IGrainTimer? _timer;
    private long _epoch;
    private bool _idle;
    private bool _reminded;
    private DateTimeOffset _savedAt;

    private string StoreKey => $"feed-pump/{this.GetPrimaryKeyString()}";

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The latest position of any partition serves all: what another one misses by that, its lanes see as a gap.
        var number = int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);
        var (epoch, state) = await store.ClaimAsync(StoreKey, cancellationToken);
        _epoch = epoch;
        for (var partition = number; partition < StreamName.Partitions; partition += LaneOptions.Pumps)
        {
            _cursors[partition] = state.Cursor;
        }

        _savedAt = clock.GetUtcNow();
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions { DueTime = Period, Period = Period });
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
        var idle = true;
        try
        {
            idle = !await ReadAndPublish();
            await Save();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            LogAway(log, exception, this.GetPrimaryKeyString());
        }

        if (idle != _idle)
        {
            _idle = idle;
            var period = idle ? IdlePeriod : Period;
            _timer!.Change(period, period);
        }
    }

    private async Task<bool> ReadAndPublish()
    {
        var query = new FeedQuery(
            [.. _cursors.Select(cursor => new PartitionCursor(cursor.Key, cursor.Value))], RecordsPerRead, Categories);
        var pages = await journal.ReadFeedAsync(query, CancellationToken.None);
        await Task.WhenAll(pages.Select(Publish));
        return pages.Count > 0;
    }

    private async Task Publish(PartitionPage page)
    {
        var key = page.Partition.ToString(CultureInfo.InvariantCulture);
        var stream = this.GetStreamProvider(FeedBatch.Provider).GetStream<FeedBatch>(
            StreamId.Create(FeedBatch.StreamNamespace, key));
        await stream.OnNextAsync(FeedBatch.From(page, connectors.IsWanted));
        _cursors[page.Partition] = page.Through;
    }

    private async Task Save()
    {
        var now = clock.GetUtcNow();
        if (now - _savedAt < SaveInterval)
        {
            return;
        }

        _savedAt = now;
        var saved = await store.SaveAsync(
            StoreKey, _epoch, new(_cursors.Values.Max(), []), CancellationToken.None);
        if (!saved)
        {
            LogZombie(log, this.GetPrimaryKeyString());
            DeactivateOnIdle();
        }
    }
}
