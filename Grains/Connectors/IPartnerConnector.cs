namespace OrderGrid.Connectors;

/// <summary>
/// A partner system as a lane sees it. Operating errors are outcomes, never exceptions. Every call ends by itself
/// within <see cref="ConnectorLimits.Timeout"/>.
/// </summary>
public interface IPartnerConnector
{
    /// <summary>What the partner can take.</summary>
    ConnectorLimits Limits { get; }

    /// <summary>Sends a document once.</summary>
    Task<PostOutcome> PostAsync(PartnerDocument document, CancellationToken cancellation);

    /// <summary>Asks by business key whether the partner has a document: the way out of an unknown outcome.</summary>
    Task<FindOutcome> FindByKeyAsync(PartnerDocument document, CancellationToken cancellation);
}

/// <summary>A document for a partner.</summary>
/// <param name="Kind">What it is: <c>order</c>, <c>shipment</c>, <c>release</c>.</param>
/// <param name="Key">Business key: the same for every attempt, and unique per kind at the partner.</param>
/// <param name="Body">JSON, UTF-8.</param>
/// <param name="EventId">The event behind it, <c>subject/sequence</c>.</param>
/// <param name="Correlation">The outside request behind the event.</param>
/// <param name="TraceParent">W3C trace context; null when there was none.</param>
public sealed record PartnerDocument(
    string Kind, string Key, ReadOnlyMemory<byte> Body, string EventId, string Correlation, string? TraceParent);

/// <summary>What a partner can take.</summary>
/// <param name="MaxInFlight">Most calls at the same time, per silo; at least 1.</param>
/// <param name="Timeout">Longest wait for an answer; after it the outcome is unknown.</param>
public sealed record ConnectorLimits(int MaxInFlight, TimeSpan Timeout);

/// <summary>What became of a post.</summary>
public enum PostFate
{
    /// <summary>The partner has it; the reference is its number for it.</summary>
    Delivered,

    /// <summary>The partner did not take it, and may later.</summary>
    Transient,

    /// <summary>The partner asks for a pause.</summary>
    Throttled,

    /// <summary>The partner will not take it: a business decision.</summary>
    Refused,

    /// <summary>It was sent and no answer came: it may or may not have been taken.</summary>
    Unknown,
}

/// <summary>The answer to a post.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Reference">The partner's number, when delivered.</param>
/// <param name="Detail">What the partner said, at most 500 characters; empty when it said nothing.</param>
/// <param name="RetryAfter">How long to wait, when throttled.</param>
public sealed record PostOutcome(PostFate Fate, string? Reference, string Detail, TimeSpan? RetryAfter)
{
    /// <summary>The partner has it.</summary>
    public static PostOutcome Delivered(string reference) => new(PostFate.Delivered, reference, "", null);

    /// <summary>It did not work and may later.</summary>
    public static PostOutcome Transient(string detail) => new(PostFate.Transient, null, detail, null);

    /// <summary>The partner asks for a pause.</summary>
    public static PostOutcome Throttled(TimeSpan retryAfter) =>
        new(PostFate.Throttled, null, $"asked to wait {retryAfter.TotalSeconds:0} s", retryAfter);

    /// <summary>The partner will not take it.</summary>
    public static PostOutcome Refused(string reason) => new(PostFate.Refused, null, reason, null);

    /// <summary>Nobody knows.</summary>
    public static PostOutcome Unknown(string detail) => new(PostFate.Unknown, null, detail, null);
}

/// <summary>What a partner said about a business key.</summary>
public enum FindFate
{
    /// <summary>It has the document.</summary>
    Found,

    /// <summary>It does not have it.</summary>
    NotFound,

    /// <summary>It did not say.</summary>
    NoAnswer,
}

/// <summary>The answer to a find.</summary>
/// <param name="Fate">What the partner said.</param>
/// <param name="Reference">Its number for the document, when found.</param>
/// <param name="Detail">Why there was no answer.</param>
public sealed record FindOutcome(FindFate Fate, string? Reference, string Detail);
