using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrderGrid.Conventions;

/// <summary>
/// Looks at every type that crosses a grain call as Orleans' serializer would. Attributes are known by their names,
/// so that the same check runs on both runtimes and on samples of its own.
/// </summary>
public sealed class GrainCallTypes(params Assembly[] ours)
{
    private readonly HashSet<Type> seen = [];
    private readonly List<string> complaints = [];

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && type.GetInterfaces().Any(parent => parent.Name is "IAddressable" or "IGrain");

    /// <summary>Walks parameters and results of the grain interfaces, and whatever they hold.</summary>
    public IReadOnlyList<string> Check(IEnumerable<Type> grainInterfaces)
    {
        foreach (var method in grainInterfaces.SelectMany(grain => grain.GetMethods()))
        {
            Visit(method.ReturnType, $"result of {method.DeclaringType!.Name}.{method.Name}");
            foreach (var parameter in method.GetParameters())
            {
                Visit(parameter.ParameterType, $"'{parameter.Name}' of {method.DeclaringType!.Name}.{method.Name}");
            }
        }

        CheckAliases();
        return complaints;
    }

    private void Visit(Type type, string from)
    {
        foreach (var inner in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            Visit(inner, from);
        }

        if (type.HasElementType)
        {
            Visit(type.GetElementType()!, from);
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (ours.Contains(type.Assembly) && !type.IsEnum && !type.IsGenericParameter && !type.HasElementType
            && !IsGrainInterface(type) && seen.Add(definition))
        {
            Inspect(definition, from);
        }
    }

    private void Inspect(Type type, string from)
    {
        Require(type.IsSealed || type.IsAbstract, type, from, "can be derived from: make it sealed");
        Require(!type.IsInterface, type, from, "is an interface: name the record that is sent");
        Require(!type.IsValueType || type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false),
            type, from, "is mutable: make it a readonly struct");
        Require(Attribute(type, "GenerateSerializerAttribute") is not null, type, from, "lacks [GenerateSerializer]");
        Require(Alias(type) is not null, type, from, "lacks [Alias]");
        InspectMembers(type, from);
        foreach (var derived in type.Assembly.GetTypes().Where(other => type.IsAbstract && other.BaseType == type))
        {
            Visit(derived, from);
        }
    }

    private void InspectMembers(Type type, string from)
    {
        const BindingFlags Own =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var ids = new HashSet<object?>();
        foreach (var field in type.GetFields(Own))
        {
            var property = type.GetProperties(Own)
                .FirstOrDefault(item => field.Name == $"<{item.Name}>k__BackingField");
            var member = (MemberInfo?)property ?? field;
            var id = Attribute(member, "IdAttribute")?.ConstructorArguments[0].Value;
            Require(id is not null, type, from, $"has no [Id] on '{member.Name}'");
            Require(id is null || ids.Add(id), type, from, $"has [Id({id})] twice, again on '{member.Name}'");
            Require(field.IsInitOnly || IsInitOnly(property),
                type, from, $"can be changed through '{member.Name}': make it init-only");
            Visit(field.FieldType, $"{type.Name}.{member.Name}");
        }
    }

    private static bool IsInitOnly(PropertyInfo? property) =>
        property is not null && (property.SetMethod is not { } setter
            || setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)));

    private void CheckAliases()
    {
        var doubles = ours.SelectMany(assembly => assembly.GetTypes())
            .Where(type => Alias(type) is not null)
            .GroupBy(Alias)
            .Where(group => group.Count() > 1);
        complaints.AddRange(doubles.Select(group =>
            $"alias '{group.Key}' is used by {string.Join(" and ", group.Select(type => type.Name))}: rename one."));
    }

    private void Require(bool holds, Type type, string from, string breach)
    {
        if (!holds)
        {
            complaints.Add($"{type.FullName} {breach} (reached as {from}).");
        }
    }

    private static string? Alias(Type type) =>
        Attribute(type, "AliasAttribute")?.ConstructorArguments[0].Value as string;

    private static CustomAttributeData? Attribute(MemberInfo member, string name) =>
        member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == name);
}
