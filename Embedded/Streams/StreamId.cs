using System.Text;

namespace Orleans.Runtime;

/// <summary>The identity of a stream: a namespace, which may be missing, and a key.</summary>
[GenerateSerializer, Immutable]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly byte[] _fullKey;
    private readonly ushort _keyIndex;

    private StreamId(byte[] fullKey, int keyIndex)
    {
        _fullKey = fullKey;
        _keyIndex = checked((ushort)keyIndex);
    }

    public ReadOnlyMemory<byte> FullKey => _fullKey;

    public ReadOnlyMemory<byte> Namespace => _fullKey.AsMemory(0, _keyIndex);

    public ReadOnlyMemory<byte> Key => _fullKey.AsMemory(_keyIndex);

    public static StreamId Create(string? ns, Guid key) => Create(ns, key.ToString("N"));

    public static StreamId Create(string? ns, long key) =>
        Create(ns, key.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static StreamId Create(string? ns, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new StreamId(Encoding.UTF8.GetBytes(ns + key), ns is null ? 0 : Encoding.UTF8.GetByteCount(ns));
    }

    public static bool operator ==(StreamId left, StreamId right) => left.Equals(right);

    public static bool operator !=(StreamId left, StreamId right) => !left.Equals(right);

    public string? GetNamespace() => _keyIndex == 0 ? null : Encoding.UTF8.GetString(_fullKey, 0, _keyIndex);

    public string GetKeyAsString() => Encoding.UTF8.GetString(_fullKey, _keyIndex, _fullKey.Length - _keyIndex);

    public bool Equals(StreamId other) =>
        _keyIndex == other._keyIndex && _fullKey.AsSpan().SequenceEqual(other._fullKey);

    public int CompareTo(StreamId other)
    {
        var byBytes = _fullKey.AsSpan().SequenceCompareTo(other._fullKey);
        return byBytes != 0 ? byBytes : _keyIndex.CompareTo(other._keyIndex);
    }

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => unchecked((int)StableHash.ComputeHash(_fullKey));

    public override string ToString() => $"{GetNamespace() ?? "null"}/{GetKeyAsString()}";
}
