namespace OrderGrid.Embedded;

/// <summary>A piece of work that is no call.</summary>
internal abstract class Turn
{
    public abstract void Run();
}

/// <summary>A piece of work that is an action.</summary>
internal sealed class ActionTurn(Action action) : Turn
{
    public override void Run() => action();
}

/// <summary>The continuation of an await.</summary>
internal sealed class PostedTurn(SendOrPostCallback callback, object? state) : Turn
{
    public override void Run() => callback(state);
}
