namespace OrderGrid.Embedded;

/// <summary>The execution context that carries nothing: every turn starts with it.</summary>
internal static class Flow
{
    public static ExecutionContext Empty { get; } = Capture();

    // Only a thread started without a flow is sure to have none.
    private static ExecutionContext Capture()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
