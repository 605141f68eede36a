namespace OrderGrid.Embedded;

/// <summary>Decides when the queues that have work get a turn.</summary>
internal interface ITurnScheduler
{
    TimeProvider Time { get; }

    /// <summary>Whether every step is decided by a seed, on one thread and in virtual time.</summary>
    bool IsSeeded { get; }

    /// <summary>Says that an empty queue got work. The scheduler runs it until it is empty again.</summary>
    void Ready(TurnQueue queue);

    /// <summary>Runs code that belongs to no grain, such as a client's stream observer.</summary>
    void RunOutside(Func<Task> work);

    /// <summary>Makes an identity that a seeded run repeats.</summary>
    Guid NewGuid();
}
