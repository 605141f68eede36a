using Microsoft.Extensions.Logging;
using Orleans;

namespace OrderGrid.Embedded;

/// <content>Start, stop, timeouts and the collection of idle activations.</content>
internal sealed partial class Silo
{
    /// <summary>Deactivation may make new activations, which are ended as well, up to this many times.</summary>
    private const int StopRounds = 5;

    /// <summary>So many activations more make the silo look for late calls one tick less often.</summary>
    private const int ActivationsPerTick = 2_500;

    private const int MostTicksBetweenLooks = 8;

    private int _ticksToLook;

    public void Start()
    {
        if (!Scheduler.IsSeeded)
        {
            Clock.Start(ExpireCalls);
        }

        var quantum = Options.CollectionQuantum;
        _collector = Time.CreateTimer(_ => CollectIdle(), null, quantum, quantum);
    }

    /// <summary>Ends every activation in good order, then refuses calls.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        for (var round = 0; round < StopRounds; round++)
        {
            var activations = Activations();
            if (activations.Length == 0)
            {
                break;
            }

            foreach (var activation in activations)
            {
                activation.Deactivate(
                    new(DeactivationReasonCode.ShuttingDown, "The silo stops."), CancellationToken.None);
            }

            var ended = Task.WhenAll(activations.Select(one => one.Deactivated));
            try
            {
                await ended.WaitAsync(Options.DeactivationTimeout, Time, cancellationToken);
            }
            catch (Exception timeout) when (timeout is TimeoutException or OperationCanceledException)
            {
                LogStopTimedOut(Log, activations.Count(one => !one.Deactivated.IsCompleted));
                break;
            }
        }

        _isStopped = true;
        Clock.Dispose();
    }

    /// <summary>Ends at once: no activation runs another turn. Gives the calls that were there.</summary>
    public List<GridCall> Crash()
    {
        _isStopped = true;
        _collector?.Dispose();
        Clock.Dispose();
        var calls = Activations().SelectMany(one => one.Crash()).ToList();
        _directory.Clear();
        return calls;
    }

    // A look costs as much as there are activations, so the more there are, the rarer it is.
    private void ExpireCalls()
    {
        if (--_ticksToLook > 0)
        {
            return;
        }

        var seen = 0;
        ForEachActivation(activation =>
        {
            seen++;
            PostExpire(activation);
        });
        _ticksToLook = Math.Clamp(seen / ActivationsPerTick, 1, MostTicksBetweenLooks);
    }

    private static void PostExpire(Activation activation)
    {
        if (activation.Load > 0)
        {
            activation.Post(new ActionTurn(activation.ExpireCalls));
        }
    }

    private void CollectIdle()
    {
        foreach (var activation in Activations())
        {
            var age = activation.CollectionAge;
            if (age == TimeSpan.MaxValue)
            {
                continue;
            }

            var usedBefore = Clock.Now - Clock.Ticks(age);
            if (activation.Load == 0 && activation.LastUsed <= usedBefore)
            {
                activation.Post(new ActionTurn(() => activation.EndIfIdle(usedBefore)));
            }
        }
    }

    [LoggerMessage(7010, LogLevel.Warning, "{Count} activations did not end in time")]
    private static partial void LogStopTimedOut(ILogger log, int count);
}
