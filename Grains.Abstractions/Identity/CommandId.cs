using System.Text.Json.Serialization;

namespace OrderGrid.Identity;

/// <summary>
/// Names one intention; the journal remembers it with the events, so that doing it twice is doing it once.
/// </summary>
[GenerateSerializer, Immutable, Alias("CommandId")]
[JsonConverter(typeof(ComposedIdJsonConverter<CommandId>))]
public readonly record struct CommandId([property: Id(0)] string Value) : IIdentifier<CommandId>
{
    /// <inheritdoc/>
    public static int MaxLength => 160;

    /// <inheritdoc/>
    public static CommandId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
