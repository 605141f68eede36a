namespace OrderGrid.Embedded;

/// <summary>Runs queues on the thread pool, in real time.</summary>
internal sealed class ThreadPoolScheduler(TimeProvider time) : ITurnScheduler
{
    public TimeProvider Time { get; } = time;

    public bool IsSeeded => false;

    public void Ready(TurnQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false);

    public void RunOutside(Func<Task> work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static run => _ = run(), work, preferLocal: false);

    public Guid NewGuid() => Guid.CreateVersion7(Time.GetUtcNow());
}
