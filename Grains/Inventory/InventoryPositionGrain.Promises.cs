using System.Globalization;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <content>
/// How a position lets orders know that promises have changed. The journal comes first; then orders are told, again
/// and again until each has it, and the journal takes note. A deadline written with the change calls the position when
/// it left memory in between. A timer tells, so that no call of an order ever waits for another of itself.
/// </content>
public sealed partial class InventoryPositionGrain
{
    private static readonly TimeSpan NewsPause = TimeSpan.FromSeconds(1);

    private IGrainTimer? _news;
    private bool _unsettled;
    private bool _telling;

    private bool HasNews => _stream.Trusted.Backorders is { Untold.IsEmpty: false };

    // A batch that was the last of its activation may have left promises for the next one.
    private void ResumePromises()
    {
        _unsettled = _stream.State.Backorders is { Waiting.IsEmpty: false };
        if (_unsettled)
        {
            _ = Sweep();
        }

        WatchPromises();
    }

    private void WatchPromises()
    {
        if (_stream.State.Backorders is not { } queue)
        {
            return;
        }

        if (queue.Untold.IsEmpty || _stream.Lost)
        {
            _news?.Dispose();
            _news = null;
        }
        else if (_news is null)
        {
            DelayDeactivation(NewsPause * 2);
            _news = this.RegisterGrainTimer(Tell, new GrainTimerCreationOptions
            {
                DueTime = TimeSpan.FromMilliseconds(1),
                Period = NewsPause,
                Interleave = true,
            });
        }
    }

    private async Task Tell()
    {
        if (_telling || _stream.Lost)
        {
            return;
        }

        _telling = true;
        try
        {
            DelayDeactivation(NewsPause * 2);
            while (!_stream.Lost && _stream.State.Backorders is { Untold.IsEmpty: false } queue)
            {
                var some = queue.Untold.Values.Take(StockLimits.PromisesInFlight).ToList();
                var told = await Task.WhenAll(some.Select(Tell));
                if (Array.TrueForAll(told, one => one is null))
                {
                    return;
                }

                var note = new NotePromisesTold(
                    new(new("promises-told"), new("promises"), null), [.. told.OfType<ToldPromise>()]);
                if ((await Decide(note)).Answer != PositionAnswer.Done)
                {
                    return;
                }
            }
        }
        finally
        {
            _telling = false;
        }
    }

    // Null when the order gave no clear answer.
    private async Task<ToldPromise?> Tell(HoldId id)
    {
        var hold = _stream.State.Holds[id];
        var promise = hold.Wait!.Promise;
        var command = string.Create(CultureInfo.InvariantCulture, $"promise:{id}:{promise.Revision}");
        var report = new ReportPromise(
            new CommandContext(new(command), new("promises"), null), clock.GetUtcNow(), id, promise);
        return await news.TellAsync(hold.Holder.Order!.Value, report) ? new(id, promise.Revision) : null;
    }
}
