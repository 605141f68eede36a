namespace OrderGrid.Orders;

/// <summary>Where goods go, as the channel wrote it. Personal data: never logged.</summary>
/// <param name="Name">Who receives: 1 to 200 characters.</param>
/// <param name="Street">Street and house: 1 to 200 characters.</param>
/// <param name="City">City: 1 to 100 characters.</param>
/// <param name="Region">State or province: 1 to 100 characters; null where there is none.</param>
/// <param name="PostalCode">Postal code: 1 to 20 characters; null where the country has none.</param>
/// <param name="Country">Country as the channel names it: 1 to 60 characters.</param>
[GenerateSerializer, Immutable, Alias("Address")]
public sealed record Address(
    [property: Id(0)] string Name,
    [property: Id(1)] string Street,
    [property: Id(2)] string City,
    [property: Id(3)] string? Region,
    [property: Id(4)] string? PostalCode,
    [property: Id(5)] string Country);

/// <summary>Longest texts of an address, in characters, inclusive. None may hold control characters.</summary>
public static class AddressLimits
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    /// <summary>Longest street.</summary>
    public const int MaxStreet = 200;

    /// <summary>Longest city.</summary>
    public const int MaxCity = 100;

    /// <summary>Longest region.</summary>
    public const int MaxRegion = 100;

    /// <summary>Longest postal code.</summary>
    public const int MaxPostalCode = 20;

    /// <summary>Longest country.</summary>
    public const int MaxCountry = 60;
}
