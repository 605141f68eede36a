using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Starts and stops the parts of an activation in the order of their stages.</summary>
internal sealed class ActivationLifecycle : IGrainLifecycle
{
    private List<Entry>? _entries;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var entry = new Entry(stage, observer);
        (_entries ??= []).Add(entry);
        return new Subscription(() => _entries.Remove(entry));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _entries?.OrderBy(one => one.Stage).ToArray() ?? [])
        {
            await entry.Observer.OnStart(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _entries?.OrderByDescending(one => one.Stage).ToArray() ?? [])
        {
            await entry.Observer.OnStop(cancellationToken);
        }
    }

    private sealed record Entry(int Stage, ILifecycleObserver Observer);

    private sealed class Subscription(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
