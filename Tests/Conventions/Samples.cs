namespace OrderGrid.Conventions;

/// <summary>
/// Messages that can and cannot cross a grain call. Their attributes and marker only bear the runtime's names: its
/// code generator must not meet the bad ones.
/// </summary>
public static class Samples
{
    public interface IAddressable;

    public interface ISampleGrain<T> : IAddressable
    {
        Task<IReadOnlyList<T>> Send(T[] messages);
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class GenerateSerializerAttribute : Attribute;

    [AttributeUsage(AttributeTargets.All)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias { get; } = alias;
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class IdAttribute(uint id) : Attribute
    {
        public uint Id { get; } = id;
    }

    [GenerateSerializer, Alias("sample.open")]
    public abstract class OpenBase
    {
        [Id(0)]
        public int Number { get; init; }
    }

    [GenerateSerializer, Alias("sample.openrecord")]
    public class OpenRecord : OpenBase;

    public sealed record Bare(int Number);

    [GenerateSerializer, Alias("sample.changing")]
    public sealed class Changing
    {
        [Id(0)]
        public int Number { get; set; }
    }

    [GenerateSerializer, Alias("sample.loose")]
    public record struct Loose([property: Id(0)] int Number);

    [GenerateSerializer, Alias("sample.twice")]
    public sealed record Twice([property: Id(0)] int Number, [property: Id(0)] int Count);

    [GenerateSerializer, Alias("sample.outer")]
    public sealed record Outer([property: Id(0)] Bare? Inner);

    [GenerateSerializer, Alias("sample.same")]
    public sealed record SameName([property: Id(0)] int Number);

    [GenerateSerializer, Alias("sample.same")]
    public sealed record SameNameAgain([property: Id(0)] int Number);

    [GenerateSerializer, Alias("sample.sound")]
    public sealed record Sound([property: Id(0)] int Number, [property: Id(1)] SoundKind Kind);

    public enum SoundKind
    {
        Loud,
        Quiet,
    }
}
