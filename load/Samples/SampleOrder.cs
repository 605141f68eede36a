using System.Collections.Immutable;

namespace OrderGrid.Load.Samples;

/// <summary>Who buys, and where the goods go.</summary>
public sealed record SampleBuyer(
    string Customer, string Name, string Email, string Street, string Zip, string City, string Country);

/// <summary>One line as the channel sends it.</summary>
/// <param name="ChannelSku">The channel's name of the item.</param>
/// <param name="Unit">The channel's unit.</param>
/// <param name="Quantity">How many of the unit.</param>
/// <param name="Price">Price of one of the unit.</param>
/// <param name="Sku">Our SKU, for adding up the demand; null when the channel's is unknown.</param>
/// <param name="StockUnits">What the line asks for in stock units; 0 when that is unknown.</param>
public sealed record SampleLine(
    string ChannelSku, string Unit, int Quantity, decimal Price, string? Sku, int StockUnits);

/// <summary>One order as a channel sends it.</summary>
public sealed record SampleOrder(
    string Channel, string Number, DateTimeOffset PlacedAt, SampleBuyer Buyer, ImmutableArray<SampleLine> Lines)
{
    /// <summary>When the channel sends it; later than <see cref="PlacedAt"/> for a repeat.</summary>
    public DateTimeOffset SentAt { get; init; } = PlacedAt;
}

/// <summary>An order that is wrong, or sent again, on purpose.</summary>
/// <param name="Channel">Channel that sends it.</param>
/// <param name="Number">Its number.</param>
/// <param name="Kind">
/// <c>unknown-sku</c>, <c>unknown-unit</c>, <c>too-large</c>, <c>repeat</c> or <c>changed-repeat</c>.
/// </param>
public sealed record SampleOddity(string Channel, string Number, string Kind);
