namespace OrderGrid.Journal;

/// <summary>
/// Lets a test or a simulation decide when the appends of a <see cref="VolatileJournal"/> commit. While one is held
/// here it has its feed position already, as a server's open transaction has, so others may commit around it.
/// </summary>
public interface IVolatileSchedule
{
    /// <summary>Completes when the append may commit. A completed task commits it synchronously.</summary>
    Task BeforeCommitAsync(JournalAppend append);
}
