namespace OrderGrid.Sandbox.Callbacks;

/// <summary>One event a partner system owes the grid.</summary>
/// <param name="EventId">Same over all sendings and copies; also the <c>webhook-id</c>.</param>
/// <param name="Copy">0 for the event itself, 1 and up for copies a fault script adds.</param>
/// <param name="Subject">Business key it is about; ordered events of one subject never overtake each other.</param>
/// <param name="Due">Not sent earlier.</param>
/// <param name="Body">JSON text, the same over all sendings.</param>
/// <param name="Ordered">False lets it overtake.</param>
public sealed record Callback(
    string EventId, int Copy, string Subject, DateTimeOffset Due, string Body, bool Ordered);

/// <summary>How long to wait after a failed sending: doubling from the first to the longest, for ever.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Longest">Upper bound of the wait.</param>
public sealed record CallbackBackoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>200 ms doubling to 5 s.</summary>
    public static CallbackBackoff Default { get; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <summary>The wait after this many failures, 1 and up.</summary>
    public TimeSpan After(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 20));
        return doubled < Longest ? doubled : Longest;
    }
}
