using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Simulated;

/// <summary>
/// Puts right what nobody told, once all is quiet: every node is reconciled, somebody approves every drift, and the
/// next run must find none.
/// </summary>
internal sealed class Reconciliations(GridWorld world)
{
    private const int MaxAttempts = 300;
    private const int MaxRounds = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task PutRightAsync()
    {
        foreach (var node in world.Names.Nodes)
        {
            // A report that a newer count has overtaken cannot be approved: the next round has a newer report.
            EndedRun? last = null;
            for (var round = 1; round <= MaxRounds && last is not { Summary.Drifting: 0 }; round++)
            {
                foreach (var drift in await AskAsync(() => Drifts(node).List(null)))
                {
                    await ApproveAsync(node, drift);
                }

                last = await RunAsync(node, $"round {round}");
            }

            if (last is not { End: RunEnd.Completed, Summary.Drifting: 0 })
            {
                world.History.Contradictions.Add(
                    $"L4: after every drift of {node} was approved, its reconciliation ended with {last}.");
            }
        }
    }

    private Task<SettleOutcome> ApproveAsync(NodeId node, Drift drift)
    {
        var context = new CommandContext(new($"settle:{drift.Reported.Sku}@{node}"), new("operator"), null);
        return AskAsync(() => Drifts(node).Settle(new(context, drift.Reported.Sku, true, "simulation", "put right")));
    }

    private async Task<EndedRun?> RunAsync(NodeId node, string key)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var view = await AskAsync(Schedule(node).Get);
            if (view.Last?.Run.Key == key)
            {
                return view.Last;
            }

            if (view.Current is null)
            {
                var context = new CommandContext(new($"run:{node}:{key}"), new("operator"), null);
                await AskAsync(() => Schedule(node).RunNow(context, key));
            }

            await Task.Delay(Pause, world.Simulation.Time);
        }

        return null;
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (attempt < MaxAttempts && GrainCalls.IsOperating(exception))
            {
                await Task.Delay(Pause, world.Simulation.Time);
            }
        }
    }

    private INodeScheduleGrain Schedule(NodeId node) =>
        world.Cluster.Client.GetGrain<INodeScheduleGrain>(node.Value);

    private IReconciliationGrain Drifts(NodeId node) =>
        world.Cluster.Client.GetGrain<IReconciliationGrain>(node.Value);
}
