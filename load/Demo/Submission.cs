using System.Collections.Immutable;

namespace OrderGrid.Load.Demo;

/// <summary>One document as a channel sends it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Orders">The numbers of its orders, in its order.</param>
/// <param name="Content">The bytes.</param>
/// <param name="ContentType">Their media type.</param>
/// <param name="Key">Idempotency key: the same for the same content, and for every attempt.</param>
internal sealed record Submission(
    string Channel, ImmutableArray<string> Orders, ReadOnlyMemory<byte> Content, string ContentType, string Key);

/// <summary>What a channel was told about one order of a document.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Accepted">True for an acceptance, the first or a repeated one.</param>
/// <param name="Repeated">True when the grid knew the order already.</param>
/// <param name="Code">The refusal's name; null when accepted.</param>
/// <param name="Lines">The reasons of refused lines.</param>
internal sealed record OrderAnswer(
    string Order, bool Accepted, bool Repeated, string? Code, ImmutableArray<string> Lines);

/// <summary>One document's way into the grid, as its channel saw it.</summary>
/// <param name="Submission">The document.</param>
/// <param name="SentAt">First attempt, since the start of the day.</param>
/// <param name="Latency">From the first attempt to the answer.</param>
/// <param name="Attempts">1 when the first was answered.</param>
/// <param name="Answers">One per order; empty when it was given up.</param>
internal sealed record Exchange(
    Submission Submission,
    TimeSpan SentAt,
    TimeSpan Latency,
    int Attempts,
    ImmutableArray<OrderAnswer> Answers);
