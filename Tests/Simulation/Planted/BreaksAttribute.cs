using System.Reflection;

namespace OrderGrid.Simulated;

/// <summary>The invariants that a planted bug breaks: one of them has to be named for it to be caught.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class BreaksAttribute(params string[] invariants) : Attribute
{
    public IReadOnlyList<string> Invariants => invariants;

    /// <summary>What a bug breaks.</summary>
    public static IReadOnlyList<string> Of(PlantedBug bug) =>
        typeof(PlantedBug).GetField(bug.ToString())!.GetCustomAttribute<BreaksAttribute>()?.Invariants
            ?? throw new InvalidOperationException($"{bug} does not say what it breaks.");
}
