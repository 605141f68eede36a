using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// Holds in a position's snapshot, written for speed: a position that has not been asked for a while first reads ten
/// thousand of them. One object, its members named by the holds' ids, each an array: phase, asked, held, committed,
/// open, expiry in ticks of UTC, channel, order or null, reservation or null; then, only where a hold has any of it,
/// an object with its shipments, terms, place in the queue and whether it was gone on with.
/// </summary>
internal sealed class HoldsJson : JsonConverter<VersionedMap<HoldId, Hold>>
{
    private static readonly JsonEncodedText[] Phases =
        [.. Enum.GetValues<HoldPhase>().Select(phase => JsonEncodedText.Encode(phase.ToString()))];

    /// <inheritdoc/>
    public override VersionedMap<HoldId, Hold> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Require(ref reader, JsonTokenType.StartObject);
        var holds = default(VersionedMap<HoldId, Hold>);
        string? channel = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = HoldId.Create(reader.GetString()!);
            holds = holds.SetItem(id, ReadHold(ref reader, ref channel));
        }

        Require(ref reader, JsonTokenType.EndObject);
        holds.Settle();
        return holds;
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, VersionedMap<HoldId, Hold> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (id, hold) in value)
        {
            writer.WriteStartArray(id.Value);
            writer.WriteStringValue(Phases[(int)hold.Phase]);
            writer.WriteNumberValue(hold.Asked.Pieces);
            writer.WriteNumberValue(hold.Held.Pieces);
            writer.WriteNumberValue(hold.Committed.Pieces);
            writer.WriteNumberValue(hold.Open.Pieces);
            writer.WriteNumberValue(hold.ExpiresAt.UtcTicks);
            writer.WriteStringValue(hold.Holder.Channel.Value);
            writer.WriteStringValue(hold.Holder.Number?.Value);
            writer.WriteStringValue(hold.Holder.Reservation?.Value);
            var rest = new HoldRest(
                hold.Shipments.IsEmpty ? null : hold.Shipments, hold.Terms, hold.Wait, hold.Resumed);
            if (rest != HoldRest.None)
            {
                JsonSerializer.Serialize(writer, rest, PositionJson.Default.HoldRest);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static Hold ReadHold(ref Utf8JsonReader reader, ref string? channel)
    {
        Next(ref reader, JsonTokenType.StartArray);
        var phase = ReadPhase(ref reader);
        var (asked, held, committed, open) =
            (ReadPieces(ref reader), ReadPieces(ref reader), ReadPieces(ref reader), ReadPieces(ref reader));
        var expiresAt = new DateTimeOffset(ReadNumber(ref reader), TimeSpan.Zero);
        Next(ref reader, JsonTokenType.String);
        if (channel is null || !reader.ValueTextEquals(channel))
        {
            channel = reader.GetString()!;
        }

        var number = ReadTextOrNull(ref reader);
        var reservation = ReadTextOrNull(ref reader);
        var holder = new Holder(
            ChannelId.Create(channel),
            number is null ? null : OrderNumber.Create(number),
            reservation is null ? null : ReservationId.Create(reservation));
        var rest = HoldRest.None;
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            rest = JsonSerializer.Deserialize(ref reader, PositionJson.Default.HoldRest)!;
            reader.Read();
        }

        Require(ref reader, JsonTokenType.EndArray);
        var shipments = rest.Shipments ?? ImmutableDictionary<ShipmentId, Quantity>.Empty;
        return new(holder, asked, held, committed, open, phase, expiresAt, shipments)
        {
            Terms = rest.Terms,
            Wait = rest.Wait,
            Resumed = rest.Resumed,
        };
    }

    private static HoldPhase ReadPhase(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        for (var phase = 0; phase < Phases.Length; phase++)
        {
            if (reader.ValueTextEquals(Phases[phase].EncodedUtf8Bytes))
            {
                return (HoldPhase)phase;
            }
        }

        throw new JsonException($"A hold has the unknown phase '{reader.GetString()}'.");
    }

    private static Quantity ReadPieces(ref Utf8JsonReader reader) =>
        Quantity.TryCreate(ReadNumber(ref reader), out var pieces)
            ? pieces
            : throw new JsonException($"A hold has a quantity out of range at byte {reader.TokenStartIndex}.");

    private static long ReadNumber(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    private static string? ReadTextOrNull(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw new JsonException($"A hold has neither a text nor null at byte {reader.TokenStartIndex}.");
        }

        return reader.GetString();
    }

    private static void Next(ref Utf8JsonReader reader, JsonTokenType token)
    {
        reader.Read();
        Require(ref reader, token);
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new JsonException($"Holds have no {token} at byte {reader.TokenStartIndex}.");
        }
    }
}

/// <summary>What hardly any hold has.</summary>
internal sealed record HoldRest(
    ImmutableDictionary<ShipmentId, Quantity>? Shipments, HoldTerms? Terms, HoldWait? Wait, bool Resumed)
{
    /// <summary>Nothing of it.</summary>
    public static HoldRest None { get; } = new(null, null, null, false);
}
