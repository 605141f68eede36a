using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>Faults as a test sets them; none by default.</summary>
internal sealed class ScriptedFaults : IJournalFaults
{
    public AppendFault Append { get; set; }

    public SnapshotFault Snapshot { get; set; }

    public JournalOperation? Unavailable { get; set; }

    public Func<JournalRecord, bool> HeldBack { get; set; } = _ => false;

    public Func<JournalOperation, FaultMoment, Task> Delay { get; set; } = (_, _) => Task.CompletedTask;

    public AppendFault OnAppend(JournalAppend append) => Append;

    public bool IsUnavailable(JournalOperation operation) => operation == Unavailable;

    public Task DelayAsync(JournalOperation operation, FaultMoment moment) => Delay(operation, moment);

    public SnapshotFault OnSnapshotRead(StreamSnapshot snapshot) => Snapshot;

    public bool IsHeldBack(JournalRecord record) => HeldBack(record);
}
