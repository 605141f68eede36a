using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Pricing;

/// <summary>Reads and writes money strictly: both members once, nothing else.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    private const string Expected =
        "Money is { \"amount\": \"12.50\", \"currency\": \"EUR\" }: a decimal text within the currency's minor units.";

    /// <inheritdoc/>
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? amount = null;
        string? code = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(Expected);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ref var member = ref amount;
            if (reader.ValueTextEquals("currency"u8))
            {
                member = ref code;
            }
            else if (!reader.ValueTextEquals("amount"u8))
            {
                throw new JsonException(Expected);
            }

            if (member is not null || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException(Expected);
            }

            member = reader.GetString();
        }

        return Currency.TryParse(code, out var currency) && Money.TryParse(amount, currency, out var money)
            ? money
            : throw new JsonException(Expected);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("amount"u8, value.AmountText);
        writer.WriteString("currency"u8, value.Currency.Code);
        writer.WriteEndObject();
    }
}
