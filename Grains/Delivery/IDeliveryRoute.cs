using OrderGrid.Connectors;

namespace OrderGrid.Delivery;

/// <summary>
/// What a kind of connector makes of events: which it wants, the document it sends for one, and what its outcome
/// means for the order. Holds no state: the order is the authority.
/// </summary>
public interface IDeliveryRoute
{
    /// <summary>True when the connector may have to do something for an event of this canonical type.</summary>
    bool Wants(string eventType);

    /// <summary>What there is to do now; asks the order, so that what was done before is not done again.</summary>
    Task<Preparation> PrepareAsync(FeedEvent given);

    /// <summary>Tells the order. True once the order has it durably.</summary>
    Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome);
}

/// <summary>What there is to do for an event.</summary>
/// <param name="Need">Whether there is anything.</param>
/// <param name="Document">What to send, when there is something to send.</param>
public sealed record Preparation(PreparationNeed Need, PartnerDocument? Document)
{
    /// <summary>Nothing to do, or done before.</summary>
    public static Preparation Nothing { get; } = new(PreparationNeed.Nothing, null);

    /// <summary>Cannot be told yet.</summary>
    public static Preparation Later { get; } = new(PreparationNeed.Later, null);

    /// <summary>A document is to be sent.</summary>
    public static Preparation Send(PartnerDocument document) => new(PreparationNeed.Send, document);
}

/// <summary>Whether an event needs anything.</summary>
public enum PreparationNeed
{
    /// <summary>Nothing to do, or done before.</summary>
    Nothing,

    /// <summary>A document is to be sent.</summary>
    Send,

    /// <summary>Cannot be told yet: the order did not answer clearly.</summary>
    Later,
}
