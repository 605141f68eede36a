using System.Text;
using Orleans.Runtime;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>A lane store that keeps something else than it was given.</summary>
internal sealed class CarelessLaneStore(ILaneStore inner, IJournal journal, PlantedBug bug) : ILaneStore
{
    public Task<(long Epoch, LaneState State)> ClaimAsync(string lane, CancellationToken cancellation) =>
        inner.ClaimAsync(lane, cancellation);

    public async Task<bool> SaveAsync(string lane, long epoch, LaneState state, CancellationToken cancellation)
    {
        var kept = bug == PlantedBug.ParkedForgotten || lane.StartsWith("feed-pump", StringComparison.Ordinal)
            ? state
            : state with { Cursor = await HeadAsync(lane, state.Cursor) };
        return await inner.SaveAsync(lane, epoch, kept with { Parked = [] }, cancellation);
    }

    private async Task<FeedPosition> HeadAsync(string lane, FeedPosition cursor)
    {
        var partition = int.Parse(
            lane[(lane.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var pages = await journal.ReadFeedAsync(
            new([new(partition, cursor)], JournalLimits.MaxRecordsPerRead, null), CancellationToken.None);
        return pages.Count == 0 ? cursor : pages[0].Through;
    }
}

/// <summary>A partner that is spoken to carelessly.</summary>
internal sealed class CarelessPartner(IPartnerConnector inner, PlantedBug bug) : IPartnerConnector
{
    private int _attempts;

    public ConnectorLimits Limits => inner.Limits;

    public Task<PostOutcome> PostAsync(PartnerDocument document, CancellationToken cancellation) =>
        inner.PostAsync(
            bug == PlantedBug.RetryWithNewKey ? Rename(document, $"{document.Key}#{++_attempts}") : document,
            cancellation);

    public Task<FindOutcome> FindByKeyAsync(PartnerDocument document, CancellationToken cancellation) =>
        Task.FromResult(new FindOutcome(FindFate.NotFound, null, ""));

    private static PartnerDocument Rename(PartnerDocument document, string key)
    {
        var body = Encoding.UTF8.GetString(document.Body.Span)
            .Replace($"\"key\":\"{document.Key}\"", $"\"key\":\"{key}\"", StringComparison.Ordinal);
        return document with { Key = key, Body = Encoding.UTF8.GetBytes(body) };
    }
}

/// <summary>A route that does nothing.</summary>
internal sealed class IdleRoute(IDeliveryRoute inner) : IDeliveryRoute
{
    public bool Wants(string eventType) => inner.Wants(eventType);

    public Task<Preparation> PrepareAsync(FeedEvent given) => Task.FromResult(Preparation.Nothing);

    public Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome) =>
        inner.ReportAsync(given, document, outcome);
}

/// <summary>Positions that orders speak to carelessly.</summary>
internal sealed class CarelessPositions(IGrainFactory inner, PlantedBug bug) : IGrainFactory
{
    private readonly Dictionary<HoldId, List<HoldId>> _attempts = [];

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var grain = inner.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);
        return grain is IInventoryPositionGrain position
            ? (TGrainInterface)(object)new CarelessPosition(position, bug, _attempts)
            : grain;
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        inner.GetGrain<TGrainInterface>(grainId);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        inner.GetGrain(grainInterfaceType, grainPrimaryKey);
}

/// <summary>News that nobody hears.</summary>
internal sealed class SilentNews : IPromiseNews
{
    public Task<bool> TellAsync(OrderKey order, ReportPromise promise) => Task.FromResult(true);
}
