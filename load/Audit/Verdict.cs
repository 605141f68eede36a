using System.Collections.Immutable;

namespace OrderGrid.Load.Audit;

/// <summary>Whether one promise was kept.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Promise">The promise in words.</param>
/// <param name="Checked">How many things were looked at.</param>
/// <param name="Broken">What breaks it, in words; empty when it was kept.</param>
internal sealed record Verdict(string Id, string Promise, int Checked, ImmutableArray<string> Broken)
{
    /// <summary>True when something was looked at and nothing broke the promise.</summary>
    public bool Kept => Checked > 0 && Broken.IsEmpty;
}
