namespace OrderGrid.Embedded;

/// <summary>A simulation cannot go on: what it waits for can no longer happen, or it does not come to an end.</summary>
public sealed class SimulationStuckException(string message) : Exception(message);

/// <summary>
/// Code came back from another thread, so the run would not repeat: it used the thread pool, real time or real
/// input and output, or awaited with ConfigureAwait(false).
/// </summary>
public sealed class SimulationEscapedException(string message) : Exception(message);
