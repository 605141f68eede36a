using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace OrderGrid.Embedded;

/// <summary>What is the same for every call of one interface method.</summary>
internal sealed class CallShape
{
    public CallShape(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
    }

    public CallShape(string name, bool interleaves, bool awaited)
    {
        Name = name;
        Interleaves = interleaves;
        IsOneWay = !awaited;
    }

    public string Name { get; }

    public bool Interleaves { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    public TimeSpan? ResponseTimeout { get; }
}
