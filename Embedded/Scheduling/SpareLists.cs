namespace OrderGrid.Embedded;

/// <summary>
/// Lists that queues use while they have work and hand back when they have none: most activations are idle most of
/// the time, and there may be hundreds of thousands of them.
/// </summary>
internal static class SpareLists
{
    private const int MaxKept = 32;
    private const int MaxCapacity = 1_024;

    [ThreadStatic]
    private static Stack<List<object>>? _kept;

    public static List<object> Take() => _kept is { Count: > 0 } kept ? kept.Pop() : [];

    public static void Give(List<object>? list)
    {
        if (list is null || list.Capacity > MaxCapacity)
        {
            return;
        }

        list.Clear();
        var kept = _kept ??= new();
        if (kept.Count < MaxKept)
        {
            kept.Push(list);
        }
    }
}
