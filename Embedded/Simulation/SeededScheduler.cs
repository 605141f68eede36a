namespace OrderGrid.Embedded;

/// <summary>Gives turns in the order that a simulation's seed decides.</summary>
internal sealed class SeededScheduler(Simulation simulation, SeededDice dice) : ITurnScheduler
{
    public TimeProvider Time => simulation.Time;

    public bool IsSeeded => true;

    public void Ready(TurnQueue queue) => simulation.Add(queue);

    public void RunOutside(Func<Task> work) => simulation.Outside(work);

    public Guid NewGuid() => dice.NextGuid();
}
