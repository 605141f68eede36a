using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Where calls start: a silo, or a client beside the silos.</summary>
internal interface ICallOrigin
{
    /// <summary>Sends a call on its way.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">A place the sender may keep to find the same target faster the next time.</param>
    void Send(GridCall call, ref ICallTarget? target);

    GrainReference Refer(Type interfaceType, GrainId grainId);
}

/// <summary>Where calls of one grain id end: an activation, or the several of a stateless worker.</summary>
internal interface ICallTarget
{
    /// <summary>Whether the target is gone for good, so that another must be looked up.</summary>
    bool IsClosed { get; }

    void Receive(GridCall call);
}

/// <summary>What every emitted reference is made from.</summary>
internal sealed record ReferenceSeed(ICallOrigin Origin, GrainId GrainId, string? KeyText);
