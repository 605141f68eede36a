namespace OrderGrid.Orders;

/// <summary>Where goods go, as the channel wrote it. Personal data: never logged.</summary>
/// <param name="Name">Who receives: 1 to 200 characters.</param>
/// <param name="Street">Street and house: 1 to 200 characters.</param>
/// <param name="City">City: 1 to 100 characters.</param>
/// <param name="Region">State or province; null where there is none.</param>
/// <param name="PostalCode">Postal code; null where the country has none.</param>
/// <param name="Country">Country as the channel names it: 1 to 60 characters.</param>
[GenerateSerializer, Immutable, Alias("Address")]
public sealed record Address(
    [property: Id(0)] string Name,
    [property: Id(1)] string Street,
    [property: Id(2)] string City,
    [property: Id(3)] string? Region,
    [property: Id(4)] string? PostalCode,
    [property: Id(5)] string Country);
