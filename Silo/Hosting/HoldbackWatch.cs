using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>Names whoever holds the feed back: a write transaction left open on the journal's server.</summary>
public sealed partial class HoldbackWatch(IJournal journal, TimeProvider clock, ILogger<HoldbackWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A transaction younger than this is work, not a leak.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>What was seen last; null when nothing holds the feed back.</summary>
    public FeedHoldback? Seen { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Seen = await journal.FindHoldbackAsync(Tolerance, stoppingToken);
            }
            catch (JournalUnavailableException)
            {
                // Readiness tells that the journal is away; who holds it back is asked again with the next tick.
                Seen = null;
            }

            if (Seen is { } holdback)
            {
                LogHeldBack(log, holdback.ProcessId, holdback.Age, holdback.Application, holdback.State);
            }
        }
    }

    [LoggerMessage(4101, LogLevel.Warning,
        "The feed is held back: PostgreSQL process {ProcessId} has a write transaction open for {Age} "
        + "(application '{Application}', {State}). End it, or call pg_terminate_backend on it")]
    private static partial void LogHeldBack(
        ILogger logger, int processId, TimeSpan age, string application, string state);
}
