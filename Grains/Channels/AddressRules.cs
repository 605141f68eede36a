using System.Text;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>What an address may look like, whichever way it came in.</summary>
internal static class AddressRules
{
    /// <summary>Finds the first member that is too long, empty or not plain text, and says what is expected.</summary>
    public static string? FindFault(Address address)
    {
        ReadOnlySpan<(string Member, string? Text, int Max, bool Needed)> members =
        [
            ("name", address.Name, AddressLimits.MaxName, true),
            ("street", address.Street, AddressLimits.MaxStreet, true),
            ("city", address.City, AddressLimits.MaxCity, true),
            ("region", address.Region, AddressLimits.MaxRegion, false),
            ("postalCode", address.PostalCode, AddressLimits.MaxPostalCode, false),
            ("country", address.Country, AddressLimits.MaxCountry, true),
        ];
        foreach (var (member, text, max, needed) in members)
        {
            if (string.IsNullOrEmpty(text) ? needed : !IsText(text, max))
            {
                var least = needed ? 1 : 0;
                return $"/shipTo/{member}: {least} to {max} characters without control characters are expected.";
            }
        }

        return null;
    }

    /// <summary>True for at most so many characters, none of them a control character or half of a pair.</summary>
    public static bool IsText(string text, int maxLength)
    {
        if (text.Length > maxLength)
        {
            return false;
        }

        var rest = text.AsSpan();
        while (Rune.DecodeFromUtf16(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done)
        {
            if (Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[used..];
        }

        return rest.IsEmpty;
    }
}
