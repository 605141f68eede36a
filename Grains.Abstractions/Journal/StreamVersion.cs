using System.Globalization;
using System.Text.Json.Serialization;

namespace OrderGrid.Journal;

/// <summary>
/// The number of events in a stream, so also the sequence of its last event: 0 for a stream that does not exist,
/// then 1..n without gaps. It is the aggregate's version and the entity tag of the HTTP surface.
/// </summary>
[GenerateSerializer, Immutable, Alias("StreamVersion")]
[JsonConverter(typeof(StreamVersionJsonConverter))]
public readonly record struct StreamVersion([property: Id(0)] long Value) : IComparable<StreamVersion>
{
    /// <summary>The version of a stream nobody has written to.</summary>
    public static StreamVersion None => default;

    /// <summary>The version after <paramref name="events"/> more events.</summary>
    public StreamVersion Plus(int events) => new(checked(Value + events));

    /// <inheritdoc/>
    public int CompareTo(StreamVersion other) => Value.CompareTo(other.Value);

    /// <summary>Earlier than.</summary>
    public static bool operator <(StreamVersion left, StreamVersion right) => left.Value < right.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(StreamVersion left, StreamVersion right) => left.Value > right.Value;

    /// <summary>Earlier than or the same.</summary>
    public static bool operator <=(StreamVersion left, StreamVersion right) => left.Value <= right.Value;

    /// <summary>Later than or the same.</summary>
    public static bool operator >=(StreamVersion left, StreamVersion right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
