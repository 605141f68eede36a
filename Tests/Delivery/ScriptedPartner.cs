using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Delivery;

/// <summary>A partner and an order that answer by script and write down what they were asked.</summary>
internal sealed class ScriptedPartner : IPartnerConnector, IDeliveryRoute
{
    private static readonly PartnerDocument Document = new("order", "shop/1", "{}"u8.ToArray(), "shop/1/1", "c", null);

    public List<string> Asked { get; } = [];

    public Queue<PostOutcome> Posts { get; } = new();

    public Queue<FindOutcome> Finds { get; } = new();

    public Queue<bool> Reports { get; } = new();

    public Preparation Prepared { get; set; } = Preparation.Send(Document);

    public ConnectorLimits Limits { get; } = new(4, TimeSpan.FromSeconds(1));

    public Task<PostOutcome> PostAsync(PartnerDocument document, CancellationToken cancellation)
    {
        Asked.Add("post");
        return Task.FromResult(Posts.Dequeue());
    }

    public Task<FindOutcome> FindByKeyAsync(PartnerDocument document, CancellationToken cancellation)
    {
        Asked.Add("find");
        return Task.FromResult(Finds.Dequeue());
    }

    public bool Wants(string eventType) => true;

    public Task<Preparation> PrepareAsync(FeedEvent given)
    {
        Asked.Add("prepare");
        return Task.FromResult(Prepared);
    }

    public Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome)
    {
        Asked.Add($"report {outcome.Fate} {outcome.Reference}".TrimEnd());
        return Reports.TryDequeue(out var recorded)
            ? Task.FromResult(recorded)
            : throw new JournalUnavailableException("away");
    }
}
