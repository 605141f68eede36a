using System.Text;

namespace Orleans;

/// <summary>Hashes that are equal in all processes on all machines, unlike <see cref="object.GetHashCode"/>.</summary>
public static class StableHash
{
    /// <summary>Hashes bytes with FNV-1a, then mixes the result so that near keys land far apart.</summary>
    public static uint ComputeHash(ReadOnlySpan<byte> data)
    {
        var hash = 2166136261u;
        foreach (var value in data)
        {
            hash = (hash ^ value) * 16777619u;
        }

        hash = (hash ^ (hash >> 16)) * 0x7feb352du;
        hash = (hash ^ (hash >> 15)) * 0x846ca68bu;
        return hash ^ (hash >> 16);
    }

    /// <summary>Hashes the UTF-8 form of a text.</summary>
    public static uint ComputeHash(string data) => ComputeHash(Encoding.UTF8.GetBytes(data));
}
