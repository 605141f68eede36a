namespace OrderGrid.Embedded;

/// <summary>
/// How promises tell those who wait. On the thread pool their code must never run inside of the turn that keeps the
/// promise. In a simulation it cannot, because it has its own context; and there the usual option would hand the
/// parts of <see cref="Task.WhenAll(Task[])"/> to the thread pool.
/// </summary>
internal static class AnswerOptions
{
    [ThreadStatic]
    private static bool _isSimulating;

    public static TaskCreationOptions Current =>
        _isSimulating ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    public static void Simulate(bool isSimulating) => _isSimulating = isSimulating;
}
