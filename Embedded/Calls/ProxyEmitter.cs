using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Emits the reference class of a grain interface and one call class for each of its methods.</summary>
internal sealed class ProxyEmitter
{
    private static readonly Dictionary<Assembly, ModuleBuilder> Modules = [];
    private static int _serial;

    private readonly Type _interface;
    private readonly ModuleBuilder _module;
    private readonly HashSet<string> _opened = [];
    private readonly string _name;

    public ProxyEmitter(Type interfaceType)
    {
        if (!interfaceType.IsInterface || !typeof(IAddressable).IsAssignableFrom(interfaceType))
        {
            throw new ArgumentException($"{interfaceType} is not a grain interface.", nameof(interfaceType));
        }

        _interface = interfaceType;
        _name = $"{interfaceType.FullName}#{Interlocked.Increment(ref _serial)}";
        var assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName($"OrderGrid.Embedded.Proxies.{_serial}"), AssemblyBuilderAccess.Run);
        _module = assembly.DefineDynamicModule("proxies");
        Open(typeof(GridCall).Assembly);
        foreach (var type in AllInterfaces().SelectMany(TypesIn))
        {
            Open(type.Assembly);
        }
    }

    public Func<ReferenceSeed, GrainReference> Emit()
    {
        var proxy = _module.DefineType(
            $"Reference:{_name}", TypeAttributes.Class | TypeAttributes.Sealed, typeof(GrainReference), [_interface]);
        EmitConstructor(proxy);
        foreach (var method in AllInterfaces().SelectMany(type => type.GetMethods()).Where(one => one.IsAbstract))
        {
            new ProxyMethodEmitter(_module, proxy, method).Emit();
        }

        var constructor = proxy.CreateType().GetConstructor([typeof(ReferenceSeed)])!;
        var make = new DynamicMethod(
            "Make", typeof(GrainReference), [typeof(ReferenceSeed)], constructor.DeclaringType!, skipVisibility: true);
        var code = make.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Ret);
        return make.CreateDelegate<Func<ReferenceSeed, GrainReference>>();
    }

    private static void EmitConstructor(TypeBuilder proxy)
    {
        var constructor = proxy.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, [typeof(ReferenceSeed)]);
        var code = constructor.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ReferenceSeed)])!);
        code.Emit(OpCodes.Ret);
    }

    private IEnumerable<Type> AllInterfaces() => _interface.GetInterfaces().Append(_interface);

    private static IEnumerable<Type> TypesIn(Type type) =>
        type.GetMethods()
            .SelectMany(method => method.GetParameters().Select(one => one.ParameterType).Append(method.ReturnType))
            .SelectMany(WithArguments)
            .Append(type);

    private static IEnumerable<Type> WithArguments(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(WithArguments).Append(type)
        : type.HasElementType ? WithArguments(type.GetElementType()!)
        : [type];

    // Grain interfaces and their messages may be internal: the emitted assembly asks to see into theirs.
    private void Open(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (_opened.Add(name))
        {
            var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
            ((AssemblyBuilder)_module.Assembly).SetCustomAttribute(new CustomAttributeBuilder(constructor, [name]));
        }
    }
}
