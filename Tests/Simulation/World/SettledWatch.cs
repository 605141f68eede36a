using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// Reads the journal as it grows and notes which documents have their outcome in it. One that is sent after that
/// was sent without need.
/// </summary>
internal sealed class SettledWatch(GridWorld world)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // A document may be on its way while its outcome is being recorded by another activation; only what is sent a
    // good while later counts as needless.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Interval, world.Simulation.Time, CancellationToken.None);
            var settledBefore = world.Simulation.Time.GetUtcNow() - Grace;
            foreach (var key in JournalScan.SettledKeys(world.Journal, settledBefore))
            {
                world.Settled.Add(key);
            }
        }
    }
}
