namespace OrderGrid.Sandbox.Partners;

/// <summary>
/// A seeded source of chance (SplitMix64). The algorithm is written out so that a seed gives the same run on every
/// platform and framework version. Not safe for concurrent use: each owner guards its own dice.
/// </summary>
public sealed class Dice(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>Dice of one text: what is drawn for an order does not depend on which orders came before it.</summary>
    public static Dice For(long seed, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 14695981039346656037UL;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 1099511628211UL);
        }

        return new Dice(unchecked((long)hash ^ seed));
    }

    /// <summary>A fraction, 0 inclusive to 1 exclusive.</summary>
    public double NextFraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability; 0 is never, 1 is always.</summary>
    public bool Rolls(double probability) => NextFraction() < probability;

    /// <summary>A span from <paramref name="shortest"/>, inclusive, to <paramref name="longest"/>.</summary>
    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) =>
        longest <= shortest ? shortest : shortest + ((longest - shortest) * NextFraction());

    private ulong Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        var mixed = _state;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return mixed ^ (mixed >> 31);
    }
}
