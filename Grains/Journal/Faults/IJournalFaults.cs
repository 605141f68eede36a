namespace OrderGrid.Journal;

/// <summary>
/// Decides what goes wrong in a <see cref="FaultyJournal"/>. A simulation answers from its seed, a test from its
/// script. Each member is asked exactly once per call that it is about, in the order of the calls.
/// </summary>
public interface IJournalFaults
{
    /// <summary>What happens to an append.</summary>
    AppendFault OnAppend(JournalAppend append);

    /// <summary>True when a stream read, snapshot or feed call fails as if the store could not be reached.</summary>
    bool IsUnavailable(JournalOperation operation);

    /// <summary>Completes when the call may go on: a slow commit, a slow read. Never fails.</summary>
    Task DelayAsync(JournalOperation operation, FaultMoment moment);

    /// <summary>What becomes of a snapshot that is being read.</summary>
    SnapshotFault OnSnapshotRead(StreamSnapshot snapshot);

    /// <summary>
    /// True while a committed record is not yet to be seen in the feed; the records behind it in its partition then
    /// wait as well, as behind a transaction that is still open.
    /// </summary>
    bool IsHeldBack(JournalRecord record);
}

/// <summary>The call that a fault is about.</summary>
public enum JournalOperation
{
    /// <summary>An append.</summary>
    Append,

    /// <summary>A stream read.</summary>
    ReadStream,

    /// <summary>A snapshot read.</summary>
    ReadSnapshot,

    /// <summary>A snapshot write.</summary>
    WriteSnapshot,

    /// <summary>A feed read.</summary>
    ReadFeed,

    /// <summary>A question for who holds the feed back.</summary>
    FindHoldback,

    /// <summary>A read of deadlines.</summary>
    ReadDeadlines,

    /// <summary>A deletion of deadlines.</summary>
    DeleteDeadlines,
}

/// <summary>Where in a call a delay happens.</summary>
public enum FaultMoment
{
    /// <summary>Before the store does anything.</summary>
    Before,

    /// <summary>After the store did it, before the caller hears of it.</summary>
    After,
}

/// <summary>What happens to an append.</summary>
public enum AppendFault
{
    /// <summary>Nothing: the store's own answer.</summary>
    None,

    /// <summary>Nothing is written and the caller is told so.</summary>
    NotWritten,

    /// <summary>Nothing is written and the caller cannot know.</summary>
    UnknownNotWritten,

    /// <summary>Written if the fence lets it, and the caller cannot know.</summary>
    UnknownWritten,
}

/// <summary>What becomes of a snapshot that is read.</summary>
public enum SnapshotFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is gone.</summary>
    Lost,

    /// <summary>Its state is not the JSON it was.</summary>
    Corrupt,

    /// <summary>It claims a version the stream does not have.</summary>
    Ahead,
}
