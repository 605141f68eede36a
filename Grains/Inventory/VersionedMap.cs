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
/// <para>
/// The latest few changes wait in a list of their own and reach the dictionary together. Most keys are long-lived by
/// then: a dictionary that old is told of a young key is looked at by every collection until the key is old as well.
/// </para>
/// <para>
/// A version can be read until <see cref="Kept"/> changes have been made after it, or until one after it was
/// <see cref="Settle"/>d; then reading it throws, except for the keys of its latest few changes. Changing a version
/// that is not the newest copies it. All versions together belong to one thread at a time.
/// </para>
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is a map in the words of the field.")]
public readonly struct VersionedMap<TKey, TValue>
    : IReadOnlyCollection<KeyValuePair<TKey, TValue>>, IEquatable<VersionedMap<TKey, TValue>>
    where TKey : notnull
    where TValue : class
{
    /// <summary>Changes after which a version can still be read, at least.</summary>
    public const int Kept = 16_384;

    private const int MostRecent = 8;

    private readonly Shared? _shared;
    private readonly long _number;
    private readonly Recent? _recent;

    private VersionedMap(Shared? shared, long number, Recent? recent)
    {
        _shared = shared;
        _number = number;
        _recent = recent;
    }

    /// <summary>Entries of this version.</summary>
    public int Count => (_shared is null ? 0 : InDictionary.Count) + (_recent?.More ?? 0);

    /// <summary>True without entries.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Places for changes that older versions are read through, taken or not.</summary>
    internal int Room => _shared?.Room ?? 0;

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
        var hash = _recent is null ? 0 : key.GetHashCode();
        for (var recent = _recent; recent is not null; recent = recent.Before)
        {
            if (recent.Hash == hash && recent.Key.Equals(key))
            {
                value = recent.Value;
                return value is not null;
            }
        }

        value = _shared?.Find(key, _number);
        return value is not null;
    }

    /// <summary>The value of a key; null when it is not there.</summary>
    public TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out var value) ? value : null;

    /// <summary>A version with one more key.</summary>
    /// <exception cref="ArgumentException">The key is there.</exception>
    public VersionedMap<TKey, TValue> Add(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TryGetValue(key, out _)
            ? throw new ArgumentException($"'{key}' is in the map already.", nameof(key))
            : Change(key, value, isThere: false);
    }

    /// <summary>A version with another value of a key, or with one more key.</summary>
    public VersionedMap<TKey, TValue> SetItem(TKey key, TValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Change(key, value, TryGetValue(key, out _));
    }

    /// <summary>A version without a key.</summary>
    public VersionedMap<TKey, TValue> Remove(TKey key) =>
        TryGetValue(key, out _) ? Change(key, null, isThere: true) : this;

    /// <summary>Lets go of every older version.</summary>
    public void Settle() => _shared?.Forget(_number);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        var changed = new Dictionary<TKey, TValue?>();
        for (var recent = _recent; recent is not null; recent = recent.Before)
        {
            changed.TryAdd(recent.Key, recent.Value);
        }

        foreach (var entry in InDictionary)
        {
            if (!changed.ContainsKey(entry.Key))
            {
                yield return entry;
            }
        }

        foreach (var (key, value) in changed)
        {
            if (value is not null)
            {
                yield return new(key, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True for the same version, not for another one with the same entries.</summary>
    public bool Equals(VersionedMap<TKey, TValue> other) =>
        _shared == other._shared && _number == other._number && _recent == other._recent;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VersionedMap<TKey, TValue> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_shared, _number, _recent);

    /// <summary>The same version.</summary>
    public static bool operator ==(VersionedMap<TKey, TValue> left, VersionedMap<TKey, TValue> right) =>
        left.Equals(right);

    /// <summary>Another version.</summary>
    public static bool operator !=(VersionedMap<TKey, TValue> left, VersionedMap<TKey, TValue> right) =>
        !left.Equals(right);

    // What the dictionary holds of this version.
    private Dictionary<TKey, TValue> InDictionary =>
        _shared is null ? [] : _shared.Newest == _number ? _shared.Entries : _shared.CopyOf(_number);

    private VersionedMap<TKey, TValue> Change(TKey key, TValue? value, bool isThere)
    {
        var more = (value is null ? 0 : 1) - (isThere ? 1 : 0);
        var recent = new Recent(key, value, _recent, more);
        if (recent.Depth < MostRecent)
        {
            return new(_shared, _number, recent);
        }

        var shared = _shared is not null && _shared.Newest == _number ? _shared : new Shared(InDictionary);
        recent.AddTo(shared);
        return new(shared, shared.Newest, null);
    }

    // A change that is not in the dictionary yet; one without a value has removed the key.
    private sealed class Recent(TKey key, TValue? value, Recent? before, int more)
    {
        public TKey Key => key;

        public TValue? Value => value;

        public Recent? Before => before;

        public int Hash { get; } = key.GetHashCode();

        public int Depth { get; } = 1 + (before?.Depth ?? 0);

        public int More { get; } = more + (before?.More ?? 0);

        public void AddTo(Shared shared)
        {
            before?.AddTo(shared);
            shared.Change(key, value);
        }
    }

    private sealed class Shared(Dictionary<TKey, TValue> entries)
    {
        // What each change after the oldest readable version has replaced; null where there was nothing.
        private readonly List<(TKey Key, TValue? Before)> _replaced = [];

        public Dictionary<TKey, TValue> Entries => entries;

        public int Room => _replaced.Capacity;

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

            // What a long history has left, once it is read, would stay with the position.
            if (_replaced.Capacity >= Kept && _replaced.Count < _replaced.Capacity / 4)
            {
                _replaced.TrimExcess();
            }
        }

        private ReadOnlySpan<(TKey Key, TValue? Before)> Since(long version) => version < Oldest
            ? throw new InvalidOperationException(
                $"A version {Newest - version} changes old was read; only {_replaced.Count} are kept.")
            : CollectionsMarshal.AsSpan(_replaced)[(int)(version - Oldest)..];
    }
}
