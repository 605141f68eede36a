namespace OrderGrid.Embedded;

/// <summary>The answer of methods that have none.</summary>
internal readonly struct Nothing;

/// <summary>A call with its answer.</summary>
internal abstract class GridCall<T> : GridCall
{
    private readonly TaskCompletionSource<T> _answer = new(AnswerOptions.Current);
    private Activation? _activation;
    private Task? _running;

    public Task<T> Answer => _answer.Task;

    public sealed override bool IsAnswered => _answer.Task.IsCompleted;

    public sealed override bool Fail(Exception exception)
    {
        if (!_answer.TrySetException(exception))
        {
            return false;
        }

        // A caller that went away must not turn its unread error into a process-wide event.
        _ = _answer.Task.Exception;
        return true;
    }

    internal bool Succeed(T value) => _answer.TrySetResult(value);

    /// <summary>Waits for the grain's task; the end arrives as a turn of the activation.</summary>
    protected void Await(Activation activation, Task running)
    {
        if (running.IsCompleted)
        {
            End(activation, running);
            return;
        }

        _activation = activation;
        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(OnRunEnded);
    }

    protected void EndWith(Activation activation, T value)
    {
        activation.OnCallEnded(this);
        if (Leg is null)
        {
            _answer.TrySetResult(value);
        }
        else
        {
            Leg.Reply(this, () => _answer.TrySetResult(value));
        }
    }

    protected void EndWith(Activation activation, Exception exception)
    {
        activation.OnCallFailed(this, exception);
        activation.OnCallEnded(this);
        if (Leg is null)
        {
            Fail(exception);
        }
        else
        {
            Leg.Reply(this, () => Fail(exception));
        }
    }

    private void OnRunEnded() => End(_activation!, _running!);

    private void End(Activation activation, Task running)
    {
        if (running.IsCompletedSuccessfully)
        {
            EndWith(activation, running is Task<T> { IsCompletedSuccessfully: true } valued ? Value(valued) : default!);
            return;
        }

        EndWith(activation, ErrorOf(running));
    }

#pragma warning disable VSTHRD002 // The task has completed: nothing waits.
    private static T Value(Task<T> completed) => completed.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private static Exception ErrorOf(Task running) =>
        running.Exception?.InnerException ?? new TaskCanceledException(running);
}

/// <summary>A call of a method that returns <see cref="Task{T}"/>.</summary>
internal abstract class TaskCall<T> : GridCall<T>
{
    public abstract Task<T> Invoke(object grain);

    public sealed override void Start(Activation activation, object grain)
    {
        Task<T> running;
        try
        {
            running = Invoke(grain);
        }
        catch (Exception failure)
        {
            EndWith(activation, failure);
            return;
        }

        Await(activation, running);
    }
}

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
internal abstract class TaskCall : GridCall<Nothing>
{
    public abstract Task Invoke(object grain);

    public sealed override void Start(Activation activation, object grain)
    {
        Task running;
        try
        {
            running = Invoke(grain);
        }
        catch (Exception failure)
        {
            EndWith(activation, failure);
            return;
        }

        Await(activation, running);
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask{T}"/>.</summary>
internal abstract class ValueTaskCall<T> : GridCall<T>
{
    public abstract ValueTask<T> Invoke(object grain);

    public sealed override void Start(Activation activation, object grain)
    {
        ValueTask<T> running;
        try
        {
            running = Invoke(grain);
        }
        catch (Exception failure)
        {
            EndWith(activation, failure);
            return;
        }

        if (running.IsCompletedSuccessfully)
        {
            EndWith(activation, running.GetAwaiter().GetResult());
            return;
        }

        Await(activation, running.AsTask());
    }
}

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
internal abstract class ValueTaskCall : GridCall<Nothing>
{
    public abstract ValueTask Invoke(object grain);

    public sealed override void Start(Activation activation, object grain)
    {
        ValueTask running;
        try
        {
            running = Invoke(grain);
        }
        catch (Exception failure)
        {
            EndWith(activation, failure);
            return;
        }

        if (running.IsCompletedSuccessfully)
        {
            running.GetAwaiter().GetResult();
            EndWith(activation, default(Nothing));
            return;
        }

        Await(activation, running.AsTask());
    }
}

/// <summary>A piece of the runtime's own work that takes its turn among the calls of an activation.</summary>
internal sealed class WorkCall(CallShape shape, Func<object, Task> work) : GridCall<Nothing>
{
    public override CallShape Shape { get; } = shape;

    public override void Start(Activation activation, object grain)
    {
        Task running;
        try
        {
            running = work(grain);
        }
        catch (Exception failure)
        {
            EndWith(activation, failure);
            return;
        }

        Await(activation, running);
    }
}
