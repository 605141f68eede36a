using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Channels;

/// <summary>One sales channel: its configuration, and the way in for its orders. Key: the channel's id.</summary>
[Alias("IChannelGrain")]
public interface IChannelGrain : IGrainWithStringKey
{
    /// <summary>Sets the configuration.</summary>
    [Alias("Configure")]
    Task<ConfigureOutcome> Configure(ConfigureChannel command);

    /// <summary>The configuration in force; null when the channel does not exist.</summary>
    [Alias("GetConfiguration")]
    Task<ChannelConfiguration?> GetConfiguration();

    /// <summary>Maps a canonical order to our items and units and submits it.</summary>
    [Alias("Submit")]
    Task<Orders.SubmitOutcome> Submit(SubmitChannelOrder command);

    /// <summary>Reads a document of the channel's format and submits its orders, in the document's order.</summary>
    [Alias("SubmitDocument")]
    Task<ImmutableArray<DocumentOrderOutcome>> SubmitDocument(SubmitDocument command);

    /// <summary>Maps a cart to our items and units and reserves it.</summary>
    [Alias("Reserve")]
    Task<ReservationOutcome> Reserve(ReserveCart command);

    /// <summary>Lets a cart's reservation last longer.</summary>
    [Alias("ExtendReservation")]
    Task<ReservationOutcome> ExtendReservation(ExtendCart command);

    /// <summary>Gives a cart's reservation back.</summary>
    [Alias("ReleaseReservation")]
    Task<ReservationOutcome> ReleaseReservation(CommandContext context, ReservationId id);

    /// <summary>What may be promised of 1 to 200 items; empty when the channel does not exist.</summary>
    [Alias("GetAvailability")]
    Task<ImmutableArray<ChannelAvailability>> GetAvailability(ImmutableArray<ChannelSku> items);
}
