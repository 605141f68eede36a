using OrderGrid.Hosting;
using OrderGrid.Identity;

namespace OrderGrid.Gateway.Channels;

/// <summary>What setting a channel up takes.</summary>
internal readonly record struct ChannelSetUp(
    IGrainFactory Grains, IIdSource Ids, GridSettings Settings, ChannelDirectory Channels);
