namespace OrderGrid.Embedded;

/// <summary>
/// Runs code that belongs to no grain inside a simulation. Its pieces have no order among each other, as on a thread
/// pool. The context of a silo that crashed runs nothing more.
/// </summary>
internal sealed class SimulationContext(Simulation simulation, Func<bool> isAlive) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        simulation.Add(new OutsidePiece(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Waiting for a simulation from within would stop it.");

    public override SynchronizationContext CreateCopy() => this;

    public void Run(OutsidePiece piece)
    {
        if (isAlive())
        {
            piece.Callback(piece.State);
        }
    }
}

/// <summary>A piece of work outside of grains.</summary>
internal sealed record OutsidePiece(SimulationContext Context, SendOrPostCallback Callback, object? State);
