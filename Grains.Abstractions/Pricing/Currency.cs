using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Pricing;

/// <summary>An ISO 4217 currency code. Source of codes and minor units: ISO 4217:2015, list one, as of 2025.</summary>
[GenerateSerializer, Immutable, Alias("Currency")]
[JsonConverter(typeof(CurrencyJsonConverter))]
public readonly record struct Currency([property: Id(0)] string Code)
{
    private static readonly FrozenSet<string> TwoDigits = Codes(
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP " +
        "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR " +
        "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN " +
        "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP " +
        "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG");

    private static readonly FrozenSet<string> NoDigits =
        Codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF");

    private static readonly FrozenSet<string> ThreeDigits = Codes("BHD IQD JOD KWD LYD OMR TND");

    /// <summary>Digits after the decimal point: 0, 2 or 3.</summary>
    public int MinorUnits => NoDigits.Contains(Code) ? 0 : ThreeDigits.Contains(Code) ? 3 : 2;

    /// <summary>True for a code that money is counted in; case matters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out Currency currency)
    {
        // The code that is kept is the table's own text: orders by the thousand share it.
        string? own = null;
        var known = code is not null
            && (TwoDigits.TryGetValue(code, out own)
                || NoDigits.TryGetValue(code, out own)
                || ThreeDigits.TryGetValue(code, out own));
        currency = known ? new(own!) : default;
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => Code;

    private static FrozenSet<string> Codes(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>Writes a currency as its code; an unknown one is a <see cref="JsonException"/>.</summary>
public sealed class CurrencyJsonConverter : JsonConverter<Currency>
{
    /// <inheritdoc/>
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Currency.TryParse(reader.GetString(), out var currency)
            ? currency
            : throw new JsonException("A currency code of ISO 4217, such as EUR, is expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code);
}
