using System.Collections.Frozen;

namespace OrderGrid.Channels.Formats;

/// <summary>The members that one kind of object may have.</summary>
/// <param name="read">Names of the members we read, with a blank between.</param>
/// <param name="tolerated">Names of members that may be there and are not even looked at.</param>
internal sealed class JsonMembers(string read, string tolerated = "")
{
    private readonly FrozenSet<string> _names = $"{read} {tolerated}"
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a member that may be there.</summary>
    public bool Has(string name) => _names.Contains(name);
}
