using OrderGrid.Identity;
using OrderGrid.Journal;

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

    /// <summary>No node, too many, one twice, or none that ships for the channel.</summary>
    BadNodes,

    /// <summary>A factor, the hours to ship within or the share of places is out of range.</summary>
    OutOfRange,

    /// <summary>The rule set, or what a listing requires, cannot work.</summary>
    BadSourcing,

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
