using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>An order in canonical form.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Number">The channel's number for it.</param>
/// <param name="Order">The body.</param>
[GenerateSerializer, Immutable, Alias("SubmitChannelOrder")]
public sealed record SubmitChannelOrder(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] OrderNumber Number,
    [property: Id(2)] ChannelOrder Order);

/// <summary>A document in the channel's own format; it may hold several orders.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Content">The document's bytes, at most 1 MiB.</param>
[GenerateSerializer, Immutable, Alias("SubmitDocument")]
public sealed record SubmitDocument(
    [property: Id(0)] CommandContext Context, [property: Id(1)] ImmutableArray<byte> Content);

/// <summary>What became of one order of a document.</summary>
/// <param name="Number">Its number as written; null when even that could not be read.</param>
/// <param name="Outcome">The answer.</param>
[GenerateSerializer, Immutable, Alias("DocumentOrderOutcome")]
public sealed record DocumentOrderOutcome([property: Id(0)] string? Number, [property: Id(1)] SubmitOutcome Outcome);
