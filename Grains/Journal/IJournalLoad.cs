namespace OrderGrid.Journal;

/// <summary>How busy this process's journal is, for those who decide whether to take in more work.</summary>
public interface IJournalLoad
{
    /// <summary>
    /// Share of the room for pending appends that is taken, of the fullest writer: 0 when nothing waits, 1 when
    /// appends have to wait for room. Safe to call from many threads, and cheap.
    /// </summary>
    double Load { get; }
}
