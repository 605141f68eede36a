#if ORLEANS
using Microsoft.Extensions.Logging;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>
/// Holds the runtime back until the database has the schema it works on. A server that is away is waited for: the
/// process is alive and not ready meanwhile, so that a whole installation can start in any order.
/// </summary>
internal sealed partial class SchemaGate(PostgresJournal journal, TimeProvider clock, ILogger<SchemaGate> log)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SchemaGate), ServiceLifecycleStage.First, WaitAsync);

    /// <summary>Returns once the schema is there.</summary>
    /// <exception cref="SchemaRefusedException">This release cannot work with the database.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await journal.PrepareAsync(cancellation);
                return;
            }
            catch (JournalUnavailableException exception)
            {
                LogWaiting(log, exception.Message, Pause);
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    [LoggerMessage(4301, LogLevel.Warning,
        "Waiting for PostgreSQL before the grain runtime starts: {Problem} Asking again in {Pause}")]
    private static partial void LogWaiting(ILogger logger, string problem, TimeSpan pause);
}
#endif
