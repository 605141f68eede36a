using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>Sets a channel's configuration.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Actor">Who does it: 1 to 100 characters, kept in the journal.</param>
/// <param name="Reason">Why: 1 to 200 characters, kept in the journal.</param>
/// <param name="Configuration">All of it; the former one is replaced.</param>
[GenerateSerializer, Immutable, Alias("ConfigureChannel")]
public sealed record ConfigureChannel(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] string Actor,
    [property: Id(2)] string Reason,
    [property: Id(3)] ChannelConfiguration Configuration);

/// <summary>What became of a <see cref="ConfigureChannel"/>.</summary>
public enum ConfigureAnswer
{
    /// <summary>In force, and durable; also when nothing differed.</summary>
    Done,

    /// <summary>The format is not one of <see cref="ChannelFormats"/>.</summary>
    UnknownFormat,

    /// <summary>No node, too many, or one twice.</summary>
    BadNodes,

    /// <summary>A factor, or the hours to ship within, is out of range.</summary>
    OutOfRange,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not be in force. Repeat it.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to a <see cref="ConfigureChannel"/>.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Version">The channel's version after it.</param>
[GenerateSerializer, Immutable, Alias("ConfigureOutcome")]
public sealed record ConfigureOutcome(
    [property: Id(0)] ConfigureAnswer Answer, [property: Id(1)] StreamVersion Version);

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

/// <summary>What a channel may promise of one item.</summary>
/// <param name="Sku">The item as the channel names it.</param>
/// <param name="Listed">False when the channel has no listing for it; the rest is then empty.</param>
/// <param name="AvailableToPromise">Pieces of the stock unit over all of the channel's nodes.</param>
/// <param name="Positions">Per node, in the channel's order.</param>
[GenerateSerializer, Immutable, Alias("ChannelAvailability")]
public sealed record ChannelAvailability(
    [property: Id(0)] ChannelSku Sku,
    [property: Id(1)] bool Listed,
    [property: Id(2)] Quantity AvailableToPromise,
    [property: Id(3)] ImmutableArray<PositionAvailability> Positions);
