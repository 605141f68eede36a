namespace OrderGrid.Embedded;

/// <content>How tests drive a simulation.</content>
public sealed partial class Simulation
{
    /// <summary>Virtual time after which a run that waits for something gives up.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromDays(30);

    /// <summary>Runs code, and all it sets in motion, until its task ends; gives its result or throws.</summary>
    /// <exception cref="SimulationStuckException">The task cannot end any more, or not within the limit.</exception>
    public T Run<T>(Func<Task<T>> body, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Task<T>? running = null;
        _context.Post(_ => running = body(), null);
        if (!RunUntil(() => running is { IsCompleted: true }, limit ?? DefaultLimit))
        {
            WaitForEscape();
            throw new SimulationStuckException(
                $"Seed {Seed}: after {Steps} steps and {Elapsed} the awaited task has not ended.");
        }

#pragma warning disable VSTHRD002 // The task has completed: nothing waits.
        return running!.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <inheritdoc cref="Run{T}(Func{Task{T}}, TimeSpan?)"/>
    public void Run(Func<Task> body, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(
            async () =>
            {
                await body();
                return true;
            },
            limit);
    }

    /// <summary>Starts code that runs beside what follows. The caller looks at its task later.</summary>
    public Task Start(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var ended = new TaskCompletionSource();
        _context.Post(_ => _ = ForwardAsync(body, ended), null);
        return ended.Task;
    }

    /// <summary>Runs until a condition holds after a step; false if it does not within the limit.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var end = Elapsed + (limit ?? DefaultLimit);
        return Drive(() =>
        {
            while (!condition())
            {
                if (Elapsed > end || !Step(end))
                {
                    return condition();
                }
            }

            return true;
        });
    }

    /// <summary>Runs for a span of virtual time.</summary>
    public void RunFor(TimeSpan span)
    {
        var end = Elapsed + span;
        Drive(() =>
        {
            while (Elapsed < end && Step(end))
            {
            }

            if (Elapsed < end)
            {
                _time.Advance(end - Elapsed);
            }

            return true;
        });
    }

    // What hangs may be on its way on another thread: then that is the error to report.
    private void WaitForEscape()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _lateArrivals) > 0, TimeSpan.FromMilliseconds(200));
        if (Volatile.Read(ref _lateArrivals) > 0)
        {
            throw new SimulationEscapedException(
                $"Seed {Seed}: after {Steps} steps the awaited task came back from another thread. Look for "
                + "ConfigureAwait(false), Task.Run, real time, or WhenAll over tasks of sources that run their "
                + "continuations asynchronously.");
        }
    }

    private static async Task ForwardAsync(Func<Task> body, TaskCompletionSource ended)
    {
        try
        {
            await body();
            ended.SetResult();
        }
        catch (Exception failure)
        {
            ended.SetException(failure);
        }
    }

    // The driver's own context and flow must not leak into the run: they differ from process to process.
    private bool Drive(Func<bool> loop)
    {
        if (Interlocked.CompareExchange(ref _driver, Environment.CurrentManagedThreadId, 0) != 0)
        {
            throw new InvalidOperationException("The simulation is already running.");
        }

        _lastDriver = Environment.CurrentManagedThreadId;

        var context = SynchronizationContext.Current;
        var flow = ExecutionContext.Capture() ?? Flow.Empty;
        SynchronizationContext.SetSynchronizationContext(null);
        ExecutionContext.Restore(Flow.Empty);
        AnswerOptions.Simulate(true);
        try
        {
            return loop();
        }
        finally
        {
            AnswerOptions.Simulate(false);
            Volatile.Write(ref _driver, 0);
            ExecutionContext.Restore(flow);
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
