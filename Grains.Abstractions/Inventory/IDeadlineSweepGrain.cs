namespace OrderGrid.Inventory;

/// <summary>
/// Calls whoever has announced a deadline in the journal when it comes: a position whose holds expire while it is not
/// active, or after a restart. There is one. Once started it wakes by itself within two minutes of any loss, by a
/// durable reminder.
/// </summary>
[Alias("IDeadlineSweepGrain")]
public interface IDeadlineSweepGrain : IGrainWithStringKey
{
    /// <summary>Starts the sweep when it is not running; safe to repeat.</summary>
    [Alias("EnsureRunning")]
    Task EnsureRunning();
}

/// <summary>Names and limits of the deadline sweep.</summary>
public static class DeadlineSweep
{
    /// <summary>Key of the only one.</summary>
    public const string Key = "deadlines";

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>How long before a deadline's bucket begins it calls, so that there is time to activate many.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);

    /// <summary>How long after a deadline's bucket has ended it calls for the last time: clocks may differ.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Most calls under way at the same time.</summary>
    public const int MaxInFlight = 256;

    /// <summary>Most deadlines in memory; the next ones are read when some of them are done.</summary>
    public const int MaxKnown = 50_000;
}
