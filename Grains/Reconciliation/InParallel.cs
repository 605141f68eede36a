namespace OrderGrid.Reconciliation;

/// <summary>
/// Work side by side on the scheduler that it was begun on, so that a grain's work stays in the grain.
/// </summary>
internal static class InParallel
{
    /// <summary>Does the work for 0 to <paramref name="count"/>, exclusive, so many at a time.</summary>
    public static Task ForAsync(int count, int atOnce, Func<int, Task> work)
    {
        var next = 0;
        return Task.WhenAll(Enumerable.Range(0, Math.Min(count, atOnce)).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                await work(number - 1);
            }
        }
    }
}
