using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>The state of the catalogue: each kit as it is defined now.</summary>
public sealed record KitCatalogue(ImmutableDictionary<Sku, DefinedKit> Kits, StreamVersion Version)
{
    /// <summary>A catalogue without kits.</summary>
    public static KitCatalogue Empty { get; } = new(ImmutableDictionary<Sku, DefinedKit>.Empty, StreamVersion.None);
}

/// <summary>What can happen to the catalogue.</summary>
public abstract record KitEvent;

/// <summary>An item is made of these from now on.</summary>
public sealed record KitDefined(string Actor, string Reason, Sku Sku, Kit Kit) : KitEvent;

/// <summary>The journalled form of kit events.</summary>
public static class KitEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<KitEvent> Format { get; } = new(("kit.defined.v1", KitJson.Default.KitDefined));
}

/// <summary>What the catalogue decides. Pure.</summary>
public static class KitDecisions
{
    /// <summary>Decides a definition: the answer, and the event that makes it true.</summary>
    public static (DefineKitOutcome Outcome, KitEvent? Event) Decide(KitCatalogue state, DefineKit command)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        if (FindFault(state, command) is { } fault)
        {
            return (fault, null);
        }

        var known = state.Kits.GetValueOrDefault(command.Sku)?.Kit;
        ImmutableArray<KitComponent> components =
            [.. command.Components.OrderBy(component => component.Sku.Value, StringComparer.Ordinal)];
        if (known is not null && known.Components.SequenceEqual(components))
        {
            return (new(DefineKitAnswer.Done, known), null);
        }

        if (known is null ? state.Kits.Count >= KitLimits.MaxKits : known.Revision >= KitLimits.MaxRevisions)
        {
            return (new(DefineKitAnswer.TooManyKits, null), null);
        }

        var kit = new Kit((known?.Revision ?? 0) + 1, components);
        return (new(DefineKitAnswer.Done, kit), new KitDefined(command.Actor, command.Reason, command.Sku, kit));
    }

    /// <summary>The state after an event.</summary>
    public static KitCatalogue Evolve(KitCatalogue state, KitEvent happening)
    {
        ArgumentNullException.ThrowIfNull(state);
        var version = state.Version.Plus(1);
        return happening switch
        {
            KitDefined defined =>
                new(state.Kits.SetItem(defined.Sku, new(defined.Sku, defined.Kit, version)), version),
            _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
        };
    }

    /// <summary>What was defined after a version.</summary>
    public static KitNews News(KitCatalogue state, StreamVersion known)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Version <= known)
        {
            return new(known, [], false);
        }

        var since = state.Kits.Values.Where(kit => kit.Version > known).OrderBy(kit => kit.Version).ToList();
        return since.Count <= KitLimits.MaxNews
            ? new(state.Version, [.. since], false)
            : new(since[KitLimits.MaxNews - 1].Version, [.. since.Take(KitLimits.MaxNews)], true);
    }

    private static DefineKitOutcome? FindFault(KitCatalogue state, DefineKit command)
    {
        var (sku, components) = (command.Sku, command.Components);
        var seen = new HashSet<Sku>();
        return components.Length is 0 or > KitLimits.MaxComponents ? new(DefineKitAnswer.BadComponents, null)
            : At(DefineKitAnswer.ComponentTwice, component => !seen.Add(component.Sku))
            ?? At(DefineKitAnswer.PerKitOutOfRange, component =>
                component.PerKit.Pieces is < 1 or > KitLimits.MaxPerKit)
            ?? At(DefineKitAnswer.ContainsItself, component => component.Sku == sku)
            ?? At(DefineKitAnswer.NestedKit, component => state.Kits.ContainsKey(component.Sku))
            ?? (state.Kits.Values.Any(other => other.Kit.Components.Any(component => component.Sku == sku))
                ? new(DefineKitAnswer.NestedKit, null)
                : null);

        DefineKitOutcome? At(DefineKitAnswer answer, Predicate<KitComponent> isFault)
        {
            var index = components.ToList().FindIndex(isFault);
            return index < 0 ? null : new(answer, null, index);
        }
    }
}

/// <summary>JSON of kit events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KitDefined))]
internal sealed partial class KitJson : JsonSerializerContext;
