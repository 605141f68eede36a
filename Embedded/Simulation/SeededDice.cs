namespace OrderGrid.Embedded;

/// <summary>Chance that repeats: the same seed gives the same throws in every process.</summary>
public sealed class SeededDice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(((UInt128)NextBits() * (ulong)limit) >> 64);
    }

    /// <summary>True with a probability from 0 to 1.</summary>
    public bool Chance(double probability) => probability > 0 && (NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One of the items, each as likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items[Next(items.Count)];
    }

    /// <summary>A time span from the shortest to below the longest.</summary>
    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) =>
        longest <= shortest ? shortest : shortest + TimeSpan.FromTicks(NextTicks((longest - shortest).Ticks));

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextBits());
        BitConverter.TryWriteBytes(bytes[8..], NextBits());
        return new Guid(bytes);
    }

    /// <summary>Dice of their own for one purpose, so that more throws there do not change the throws here.</summary>
    public SeededDice Fork(string purpose) => new(NextBits() ^ Orleans.StableHash.ComputeHash(purpose));

    /// <summary>64 random bits, by SplitMix64.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var bits = _state += 0x9e3779b97f4a7c15;
            bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
            bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
            return bits ^ (bits >> 31);
        }
    }

    private long NextTicks(long limit) => (long)(((UInt128)NextBits() * (ulong)limit) >> 64);
}
