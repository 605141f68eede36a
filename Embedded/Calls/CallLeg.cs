namespace OrderGrid.Embedded;

/// <summary>The way between silos, where messages can be late, lost or doubled.</summary>
internal interface ICallRouter
{
    void Send(ICallOrigin origin, GridCall call);
}

/// <summary>The way back of a call that crossed to another silo.</summary>
internal abstract class CallLeg
{
    /// <summary>Brings the answer to the caller, perhaps late, perhaps never.</summary>
    public abstract void Reply(GridCall call, Action answer);
}
