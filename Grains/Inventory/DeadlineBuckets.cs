namespace OrderGrid.Inventory;

/// <summary>
/// Which expiry times one activation has had announced: the latest few. A time announced twice is no error, so
/// forgetting costs a row that is there already.
/// </summary>
internal sealed class DeadlineBuckets
{
    private const int Remembered = 8;

    // Most activations never place a hold, so the memory is made with the first one.
    private long[]? _announced;
    private int _next;

    /// <summary>The start of the bucket that a time falls into.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % PositionLimits.DeadlineBucket.Ticks), TimeSpan.Zero);

    /// <summary>The buckets of these times that are still to be announced.</summary>
    public IReadOnlyList<DateTimeOffset> Unannounced(IReadOnlyList<DateTimeOffset> times)
    {
        List<DateTimeOffset>? found = null;
        foreach (var time in times)
        {
            var bucket = StartOf(time);
            var known = _announced is not null && Array.IndexOf(_announced, bucket.UtcTicks) >= 0;
            if (!known && found?.Contains(bucket) is not true)
            {
                (found ??= []).Add(bucket);
            }
        }

        return found is null ? [] : found;
    }

    /// <summary>Takes note of buckets that are durably announced.</summary>
    public void Add(IReadOnlyList<DateTimeOffset> buckets)
    {
        foreach (var bucket in buckets)
        {
            (_announced ??= new long[Remembered])[_next] = bucket.UtcTicks;
            _next = (_next + 1) % Remembered;
        }
    }
}
