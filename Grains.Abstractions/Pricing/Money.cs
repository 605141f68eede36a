using System.Globalization;
using System.Text.Json.Serialization;

namespace OrderGrid.Pricing;

/// <summary>
/// An amount in a currency, 0 to 1,000,000,000,000 with no more decimals than the currency has. In JSON:
/// <c>{ "amount": "12.50", "currency": "EUR" }</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("Money")]
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money([property: Id(0)] decimal Amount, [property: Id(1)] Currency Currency)
{
    /// <summary>Largest amount, inclusive.</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    private const NumberStyles AmountStyle = NumberStyles.AllowDecimalPoint;

    // A decimal has 28 digits; a longer text would be rounded silently while it is parsed.
    private const int MaxTextLength = 28;

    /// <summary>Parses a decimal text such as <c>12.50</c>; no sign, no exponent, no blanks.</summary>
    public static bool TryParse(string? amount, Currency currency, out Money money)
    {
        money = default;
        if (amount is not { Length: > 0 and <= MaxTextLength }
            || !char.IsAsciiDigit(amount[0])
            || !char.IsAsciiDigit(amount[^1])
            || !decimal.TryParse(amount, AmountStyle, CultureInfo.InvariantCulture, out var value)
            || value > MaxAmount
            || decimal.Round(value, currency.MinorUnits) != value)
        {
            return false;
        }

        money = new(value, currency);
        return true;
    }

    /// <summary>The amount with the currency's decimals.</summary>
    public string AmountText => Amount.ToString("F" + Currency.MinorUnits, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{AmountText} {Currency}";
}
