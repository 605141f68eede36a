using OrderGrid.Sourcing;

namespace OrderGrid.Channels;

/// <summary>
/// What one configuration of a channel comes to on this grid's nodes. Every order and cart gets its nodes from here,
/// so none is ever looked for at a node that does not ship for the channel. Belongs to one grain.
/// </summary>
internal sealed class ChannelAtWork(ChannelId channel, ChannelConfiguration configuration, NodeCatalogue catalogue)
{
    /// <summary>The configuration.</summary>
    public ChannelConfiguration Configuration => configuration;

    /// <summary>The same with those of its nodes only that ship for the channel; there may be none.</summary>
    public ChannelConfiguration Serving { get; } =
        configuration with { Nodes = catalogue.ServingOf(channel, configuration.Nodes) };

    /// <summary>Its rules for orders; null when it has none.</summary>
    public ChannelSourcing? Orders { get; } =
        configuration.Sourcing is null ? null : new(channel, configuration, catalogue);

    /// <summary>Its rules for carts, whose destination nobody knows yet; null when it has none.</summary>
    public ChannelSourcing? Carts { get; } = configuration.Sourcing is { } rules
        ? new(channel, configuration with { Sourcing = CartRules.Of(rules) }, catalogue)
        : null;
}
