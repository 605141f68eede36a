using OrderGrid.Embedded;

namespace OrderGrid.Simulated;

/// <summary>
/// Clocks of silos that are not right, each by seconds of its own, and that now and then jump. Once faults have ended
/// they stay as wrong as they are.
/// </summary>
internal sealed class Clocks(GridWorld world)
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(40);

    private readonly SeededDice _dice = world.Simulation.Dice.Fork("clocks");
    private readonly TimeSpan[] _ahead = new TimeSpan[world.Parameters.Silos];

    /// <summary>How far the slowest clock is behind.</summary>
    public TimeSpan Behind => _ahead.Min() is var least && least < TimeSpan.Zero ? -least : TimeSpan.Zero;

    /// <summary>How far any two clocks can be apart.</summary>
    public TimeSpan Apart => 2 * world.Parameters.ClockSkew;

    /// <summary>Every silo has its clock, for all of its lives.</summary>
    public void Start()
    {
        for (var silo = 0; silo < _ahead.Length; silo++)
        {
            Jump(silo);
        }
    }

    /// <summary>A silo that begins a life finds its clock as it is.</summary>
    public void Keep(int silo) => world.Cluster.Silos[silo].ClockSkew = _ahead[silo];

    /// <summary>Lets clocks jump until faults end.</summary>
    public async Task JumpAsync(Func<bool> isStopped)
    {
        while (world.Parameters.ClockSkew > TimeSpan.Zero)
        {
            await Task.Delay(_dice.Between(TimeSpan.FromSeconds(1), LongestRun), world.Simulation.Time);
            if (isStopped())
            {
                return;
            }

            Jump(_dice.Next(_ahead.Length));
        }
    }

    private void Jump(int silo)
    {
        var most = world.Parameters.ClockSkew;
        _ahead[silo] = most == TimeSpan.Zero ? most : _dice.Between(TimeSpan.Zero, 2 * most) - most;
        if (world.Cluster.Silos[silo].IsAlive)
        {
            Keep(silo);
        }
    }
}
