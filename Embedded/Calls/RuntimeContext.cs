using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Which activation's turn runs on this thread.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static Activation? _current;

    public static IGrainContext? Current => _current;

    public static Activation? CurrentActivation
    {
        get => _current;
        set => _current = value;
    }
}
