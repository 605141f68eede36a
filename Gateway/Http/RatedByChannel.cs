namespace OrderGrid.Gateway.Http;

/// <summary>Marks endpoints whose requests count against their channel's rate.</summary>
public sealed class RatedByChannel
{
    /// <summary>The route's parameter that names the channel.</summary>
    public const string Parameter = "channel";
}
