using System.Globalization;
using Orleans.Streams;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <content>How a lane learns of events: quickly from a stream, completely from the journal.</content>
public sealed partial class LaneGrain
{
    private async Task Subscribe()
    {
        var key = _partition.ToString(CultureInfo.InvariantCulture);
        var stream = this.GetStreamProvider(FeedBatch.Provider).GetStream<FeedBatch>(
            StreamId.Create(FeedBatch.StreamNamespace, key));
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

        _queue.Offer(batch.Events.Where(IsWanted), batch.Through.Position, uncertain: false, RestUntil);
        TickSoon();
        Pump();
    }

    private DateTimeOffset? RestUntil(FeedEvent given) =>
        given.Type == _connector!.RestingType ? clock.GetUtcNow() + _connector.Rest : null;

    private bool IsWanted(FeedEvent given) => _connector!.Route.Wants(given.Type);

    private async Task ReadOn()
    {
        if (_reading || _stopped)
        {
            _readAgain = true;
            return;
        }

        _reading = true;
        TickSoon();
        try
        {
            do
            {
                _readAgain = false;
                while (_queue.Waiting < LaneLimits.MaxWaiting && await ReadPage())
                {
                    Pump();
                }
            }
            while (_readAgain && !_stopped);
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
            _queue.Offer(events, page.Through, uncertain: !_caughtUpOnce, RestUntil);
        }

        _behind = pages.Count > 0 && pages[0].Records.Count == LaneLimits.RecordsPerRead;
        _caughtUpOnce |= !_behind;
        return _behind;
    }

    private async Task<IEnumerable<FeedEvent>> ReadParked(ParkedSubject parked, CancellationToken cancellation)
    {
        // From the start: the event at the head may stand inside a record, and a read begins behind whole records.
        var records = await journal.ReadStreamAsync(
            parked.Stream, StreamVersion.None, JournalLimits.MaxRecordsPerRead, cancellation);
        return records
            .Where(record => record.Position <= _queue.ReadThrough)
            .SelectMany(record => FeedEvent.From(record, _connector!.Route.Wants))
            .Where(given => given.Sequence >= parked.Next);
    }
}
