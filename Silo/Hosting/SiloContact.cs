namespace OrderGrid.Hosting;

/// <summary>
/// Whether grains can be called from this process: from a client only while a silo is connected that has answered. A
/// silo takes connections before it has joined, and answers afterwards.
/// </summary>
public sealed class SiloContact(GridRole role)
{
    private int _connected;
    private volatile bool _answered;

    /// <summary>True in a silo, and in a client that one talks to.</summary>
    public bool IsThere => role == GridRole.Silo || (_answered && Volatile.Read(ref _connected) > 0);

    /// <summary>
    /// Tells that silos were connected or lost. Differences add up to the same, in whatever order they are told.
    /// </summary>
    public void Count(int difference)
    {
        if (Interlocked.Add(ref _connected, difference) == 0)
        {
            _answered = false;
        }
    }

    /// <summary>Tells that a silo answered a call.</summary>
    public void Answer() => _answered = true;
}
