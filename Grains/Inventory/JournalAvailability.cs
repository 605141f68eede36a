using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>
/// Availability of one process, kept up by one reader of the feed. The reader runs only while somebody asks, so a
/// process that nobody asks reads nothing and keeps nothing.
/// </summary>
public sealed partial class JournalAvailability(
    IJournal journal,
    PositionReferences positions,
    TimeProvider clock,
    AvailabilityOptions options,
    ILogger<JournalAvailability> log) : IAvailability, IDisposable
{
    // When a sale begins, everybody asks for the same few items at once: one read of the journal serves them all.
    private const int MaxFills = 4;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _fills = new(MaxFills);
    private TaskCompletionSource<AvailabilityView> _asked = New();
    private Task<AvailabilityView>? _starting;
    private volatile AvailabilityView? _view;
    private long _askedAt;

    /// <inheritdoc/>
    public bool TryGet(PositionKey position, out PositionAvailability? found)
    {
        found = _view is { } view && IsFresh(view) ? view.Find(position) : null;
        Volatile.Write(ref _askedAt, clock.GetTimestamp());
        return found is not null;
    }

    /// <inheritdoc/>
    public ValueTask<AvailabilityReading> ReadAsync(
        IReadOnlyList<PositionKey> positions, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(positions);
        Volatile.Write(ref _askedAt, clock.GetTimestamp());
        var found = new PositionAvailability?[positions.Count];
        return _view is { } view && IsFresh(view) && Find(view, positions, found)
            ? ValueTask.FromResult(Reading(found, view.AsOf))
            : new(FillAsync(positions, found, cancellation));
    }

    /// <summary>Keeps it up until the process stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            TaskCompletionSource<AvailabilityView> asked;
            lock (_lock)
            {
                asked = _asked;
            }

            await using var stop = stopping.Register(() => asked.TrySetCanceled(stopping));
            await FollowAsync(await asked.Task, stopping);
            lock (_lock)
            {
                (_view, _starting, _asked) = (null, null, New());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fills.Dispose();

    private static TaskCompletionSource<AvailabilityView> New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool Find(
        AvailabilityView view, IReadOnlyList<PositionKey> positions, PositionAvailability?[] found)
    {
        var all = true;
        for (var index = 0; index < found.Length; index++)
        {
            found[index] ??= view.Find(positions[index]);
            all &= found[index] is not null;
        }

        return all;
    }

    private static AvailabilityReading Reading(PositionAvailability?[] found, DateTimeOffset asOf) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray<PositionAvailability>(found!), asOf);

    private bool IsFresh(AvailabilityView view) => clock.GetUtcNow() - view.ReadAt <= options.MaxAge;

    private async Task<AvailabilityReading> FillAsync(
        IReadOnlyList<PositionKey> positions, PositionAvailability?[] found, CancellationToken cancellation)
    {
        var view = await StartAsync().WaitAsync(cancellation);
        await _fills.WaitAsync(cancellation);
        try
        {
            if (!IsFresh(view))
            {
                throw new JournalUnavailableException(
                    $"The journal was read last at {view.ReadAt:O}; what was known then is not answered any more.");
            }

            if (!Find(view, positions, found))
            {
                var read = await view.FillAsync(positions.Where((_, index) => found[index] is null), cancellation);
                for (var index = 0; index < found.Length; index++)
                {
                    found[index] ??= read[positions[index]];
                }
            }
        }
        finally
        {
            _fills.Release();
        }

        // All may have been forgotten while this was being read, and another view begun that read the journal earlier:
        // it must not tell less afterwards. One that begins later reads at least as much by itself.
        if (_view is { } present && present != view)
        {
            present.Offer(found!);
        }

        return Reading(found, view.AsOf);
    }

    private Task<AvailabilityView> StartAsync()
    {
        lock (_lock)
        {
            return _starting is { IsFaulted: false } ? _starting : _starting = BeginAsync();
        }
    }

    // The place in the feed is taken first: whatever is committed after it is shown by the feed, whatever was before
    // is in the streams that are read afterwards.
    private async Task<AvailabilityView> BeginAsync()
    {
        var heads = await journal.ReadHeadsAsync([], CancellationToken.None);
        var view = new AvailabilityView(journal, positions, clock, options.MaxPositions, heads.Horizon);
        lock (_lock)
        {
            _view = view;
            _asked.TrySetResult(view);
        }

        return view;
    }

    private async Task FollowAsync(AvailabilityView view, CancellationToken stopping)
    {
        var away = false;
        do
        {
            await Task.Delay(options.Refresh, clock, stopping);
            try
            {
                await view.RefreshAsync(stopping);
                away = false;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                // The outermost loop: it tries again, and meanwhile answers get old and are refused.
                if (!away)
                {
                    LogAway(log, exception);
                }

                away = true;
            }
        }
        while (clock.GetElapsedTime(Volatile.Read(ref _askedAt)) < options.IdleAfter);
    }

    [LoggerMessage(2201, LogLevel.Warning, "The feed cannot be read; availability is getting old")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
