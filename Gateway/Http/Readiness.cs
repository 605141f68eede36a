using OrderGrid.Gateway.Hosting;
using OrderGrid.Hosting;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Http;

/// <summary>
/// Whether requests should be sent here: started, not stopping, the journal can be read and grains can be called.
/// </summary>
public sealed class Readiness(IJournal journal, SiloContact silos, Drain drain, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly StreamName Probe = new(StreamCategory.Channel, "readyz");

    /// <summary>What stands in the way; null when nothing does.</summary>
    public async Task<string?> FindObstacleAsync(CancellationToken cancellation)
    {
        if (drain.Draining)
        {
            return "The process is stopping.";
        }

        if (!drain.Started)
        {
            return "The process is starting.";
        }

        if (!silos.IsThere)
        {
            return "No silo can be reached.";
        }

        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await journal.ReadStreamAsync(Probe, StreamVersion.None, 1, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (Exception exception) when (exception is JournalUnavailableException or OperationCanceledException)
        {
            return "The journal cannot be reached.";
        }
    }
}
