using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Emits the call class of one interface method and the reference's method that makes and sends it.</summary>
internal sealed class ProxyMethodEmitter
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly ModuleBuilder _module;
    private readonly TypeBuilder _proxy;
    private readonly MethodInfo _method;
    private readonly Type[] _arguments;
    private readonly Type _callBase;
    private readonly Type _answer;

    public ProxyMethodEmitter(ModuleBuilder module, TypeBuilder proxy, MethodInfo method)
    {
        if (method.IsGenericMethod)
        {
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name}: generic methods cannot be called.");
        }

        _module = module;
        _proxy = proxy;
        _method = method;
        _arguments = [.. method.GetParameters().Select(one => one.ParameterType)];
        (_callBase, _answer) = ShapeOf(method);
    }

    public void Emit()
    {
        var call = EmitCall();
        var method = _proxy.DefineMethod(
            $"{_method.DeclaringType!.FullName}.{_method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot
                | MethodAttributes.HideBySig,
            _method.ReturnType,
            _arguments);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Newobj, call.GetConstructor(Type.EmptyTypes)!);
        for (var index = 0; index < _arguments.Length; index++)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldarg, index + 1);
            code.Emit(OpCodes.Stfld, call.GetField($"Argument{index}")!);
        }

        code.Emit(OpCodes.Call, typeof(GrainReference).GetMethod("Send", Declared)!.MakeGenericMethod(_answer));
        if (_method.ReturnType == typeof(ValueTask))
        {
            code.Emit(OpCodes.Newobj, typeof(ValueTask).GetConstructor([typeof(Task)])!);
        }
        else if (_callBase.IsGenericType && _callBase.GetGenericTypeDefinition() == typeof(ValueTaskCall<>))
        {
            var task = typeof(Task<>).MakeGenericType(_answer);
            code.Emit(OpCodes.Newobj, _method.ReturnType.GetConstructor([task])!);
        }

        code.Emit(OpCodes.Ret);
        _proxy.DefineMethodOverride(method, _method);
    }

    private Type EmitCall()
    {
        var call = _module.DefineType(
            $"Call:{_proxy.Name}:{_method.DeclaringType!.FullName}.{_method.MetadataToken}",
            TypeAttributes.Class | TypeAttributes.Sealed | TypeAttributes.Public,
            _callBase);
        call.DefineDefaultConstructor(MethodAttributes.Public);
        var fields = new FieldBuilder[_arguments.Length];
        for (var index = 0; index < fields.Length; index++)
        {
            fields[index] = call.DefineField($"Argument{index}", _arguments[index], FieldAttributes.Public);
        }

        var shape = call.DefineField("OneShape", typeof(CallShape), FieldAttributes.Public | FieldAttributes.Static);
        EmitInvoke(call, fields);
        EmitShape(call, shape);
        EmitToken(call, fields);
        var type = call.CreateType();
        type.GetField("OneShape")!.SetValue(null, new CallShape(_method));
        return type;
    }

    private void EmitInvoke(TypeBuilder call, FieldBuilder[] fields)
    {
        var code = Override(call, "Invoke", _method.ReturnType, [typeof(object)]);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Castclass, _method.DeclaringType!);
        foreach (var field in fields)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldfld, field);
        }

        code.Emit(OpCodes.Callvirt, _method);
        code.Emit(OpCodes.Ret);
    }

    private static void EmitShape(TypeBuilder call, FieldBuilder shape)
    {
        var code = Override(call, $"get_{nameof(GridCall.Shape)}", typeof(CallShape), []);
        code.Emit(OpCodes.Ldsfld, shape);
        code.Emit(OpCodes.Ret);
    }

    private static void EmitToken(TypeBuilder call, FieldBuilder[] fields)
    {
        if (Array.Find(fields, field => field.FieldType == typeof(CancellationToken)) is not { } token)
        {
            return;
        }

        var getter = Override(call, $"get_{nameof(GridCall.Token)}", typeof(CancellationToken), []);
        getter.Emit(OpCodes.Ldarg_0);
        getter.Emit(OpCodes.Ldfld, token);
        getter.Emit(OpCodes.Ret);
        var setter = Override(call, $"set_{nameof(GridCall.Token)}", typeof(void), [typeof(CancellationToken)]);
        setter.Emit(OpCodes.Ldarg_0);
        setter.Emit(OpCodes.Ldarg_1);
        setter.Emit(OpCodes.Stfld, token);
        setter.Emit(OpCodes.Ret);
    }

    private static ILGenerator Override(TypeBuilder call, string name, Type returns, Type[] takes) =>
        call.DefineMethod(
            name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.Final,
            returns,
            takes).GetILGenerator();

    private static (Type CallBase, Type Answer) ShapeOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return (typeof(TaskCall), typeof(Nothing));
        }

        if (type == typeof(ValueTask))
        {
            return (typeof(ValueTaskCall), typeof(Nothing));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>)))
        {
            var answer = type.GetGenericArguments()[0];
            var callBase = open == typeof(Task<>) ? typeof(TaskCall<>) : typeof(ValueTaskCall<>);
            return (callBase.MakeGenericType(answer), answer);
        }

        throw new NotSupportedException(
            $"{method.DeclaringType}.{method.Name} must return Task, Task<T>, ValueTask or ValueTask<T>.");
    }
}
