using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace OrderGrid.Inventory;

/// <summary>
/// A map whose every change makes another version and leaves the one before as it was, while the newest costs no more
/// than a dictionary that is changed in place: all versions share one, and older ones remember what has changed since.
/// A hot position has hundreds of thousands of holds, and trees of them cost more than everything else it does.
/// </summary>
/// <remarks>
/// A version can be read until <see cref="Kept"/> changes have been made after it, or until one after it was
/// <see cref="Settle"/>d; then reading it throws. Changing a version that is not the newest copies it. All versions
/// together belong to one thread at a time.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is a map in the words of the field.")]
public readonly struct VersionedMap<TKey, TValue>
    : IReadOnlyCollection<KeyValuePair<TKey, TValue>>, IEquatable<VersionedMap<TKey, TValue>>
    where TKey : notnull
    where TValue : class
{
    /// <summary>Changes after which a version can still be read, at least.</summary>
    public const int Kept = 16_384;

    private readonly Shared? _shared;
    private readonly long _number;

    private VersionedMap(Shared shared)
    {
        _shared = shared;
        _number = shared.Newest;
    }

    /// <summary>Entries of this version.</summary>
    public int Count => _shared is null ? 0 : _shared.Newest == _number ? _shared.Entries.Count : Copy().Count;

    /// <summary>True without entries.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The keys of this version.</summary>
    public IEnumerable<TKey> Keys => this.Select(entry => entry.Key);

    /// <summary>The values of this version.</summary>
    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    /// <summary>The value of a key that is there.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    public TValue this[TKey key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"'{key}' is not in the map.");

    /// <summary>Finds the value of a key.</summary>
    public bool TryGetValue(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = _shared?.Find(key, _number);
        return value is not null;
    }

    /// <summary>The value of a key; null when it is not there.</summary>
    public TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out var value) ? value : null;

    /// <summary>A version with one more key.</summary>
    /// <exception cref="ArgumentException">The key is there.</exception>
    public VersionedMap<TKey, TValue> Add(TKey key, TValue value) => TryGetValue(key, out _)
        ? throw new ArgumentException($"'{key}' is in the map already.", nameof(key))
        : SetItem(key, value);

    /// <summary>A version with another value of a key, or with one more key.</summary>
    public VersionedMap<TKey, TValue> SetItem(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Change(key, value);
    }

    /// <summary>A version without a key.</summary>
    public VersionedMap<TKey, TValue> Remove(TKey key) => TryGetValue(key, out _) ? Change(key, null) : this;

    /// <summary>Lets go of every older version.</summary>
    public void Settle() => _shared?.Forget(_number);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => (_shared is null
        ? Enumerable.Empty<KeyValuePair<TKey, TValue>>()
        : _shared.Newest == _number ? _shared.Entries : Copy()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True for the same version, not for another one with the same entries.</summary>
    public bool Equals(VersionedMap<TKey, TValue> other) => _shared == other._shared && _number == other._number;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VersionedMap<TKey, TValue> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_shared, _number);

    /// <summary>The same version.</summary>
    public static bool operator ==(VersionedMap<TKey, TValue> left, VersionedMap<TKey, TValue> right) =>
        left.Equals(right);

    /// <summary>Another version.</summary>
    public static bool operator !=(VersionedMap<TKey, TValue> left, VersionedMap<TKey, TValue> right) =>
        !left.Equals(right);

    private VersionedMap<TKey, TValue> Change(TKey key, TValue? value)
    {
        var shared = _shared is null ? new Shared([]) : _shared.Newest == _number ? _shared : new Shared(Copy());
        shared.Change(key, value);
        return new(shared);
    }

    private Dictionary<TKey, TValue> Copy() => _shared!.CopyOf(_number);

    private sealed class Shared(Dictionary<TKey, TValue> entries)
    {
        // What each change after the oldest readable version has replaced; null where there was nothing.
        private readonly List<(TKey Key, TValue? Before)> _replaced = [];

        public Dictionary<TKey, TValue> Entries => entries;

        public long Newest { get; private set; }

        private long Oldest => Newest - _replaced.Count;

        public TValue? Find(TKey key, long version)
        {
            foreach (var (changed, before) in Since(version))
            {
                if (changed.Equals(key))
                {
                    return before;
                }
            }

            return entries.GetValueOrDefault(key);
        }

        public void Change(TKey key, TValue? value)
        {
            if (_replaced.Count == 2 * Kept)
            {
                _replaced.RemoveRange(0, Kept);
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(entries, key);
            var isThere = !System.Runtime.CompilerServices.Unsafe.IsNullRef(ref place);
            _replaced.Add((key, isThere ? place : null));
            Newest++;
            if (value is null)
            {
                entries.Remove(key);
            }
            else if (isThere)
            {
                place = value;
            }
            else
            {
                entries.Add(key, value);
            }
        }

        public Dictionary<TKey, TValue> CopyOf(long version)
        {
            var replaced = Since(version);
            var copy = new Dictionary<TKey, TValue>(entries);
            for (var index = replaced.Length - 1; index >= 0; index--)
            {
                if (replaced[index].Before is { } before)
                {
                    copy[replaced[index].Key] = before;
                }
                else
                {
                    copy.Remove(replaced[index].Key);
                }
            }

            return copy;
        }

        public void Forget(long version)
        {
            if (version > Oldest)
            {
                _replaced.RemoveRange(0, (int)(version - Oldest));
            }
        }

        private ReadOnlySpan<(TKey Key, TValue? Before)> Since(long version) => version < Oldest
            ? throw new InvalidOperationException(
                $"A version {Newest - version} changes old was read; only {_replaced.Count} are kept.")
            : CollectionsMarshal.AsSpan(_replaced)[(int)(version - Oldest)..];
    }
}
