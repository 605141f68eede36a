using OrderGrid.Journal;

namespace OrderGrid.Tests.Gateway;

/// <summary>A journal's faults, as a test sets them.</summary>
internal sealed class JournalSwitch : IJournalFaults
{
    private volatile bool _away;
    private volatile AppendFault _append;

    /// <summary>True: nothing can be read or written.</summary>
    public bool Away
    {
        get => _away;
        set => _away = value;
    }

    /// <summary>Appends are written when this has completed.</summary>
    public Task Commits { get; set; } = Task.CompletedTask;

    /// <summary>What becomes of appends.</summary>
    public AppendFault Append
    {
        get => _append;
        set => _append = value;
    }

    /// <summary>The only streams whose appends fail; null: all.</summary>
    public StreamCategory? Only { get; set; }

    public AppendFault OnAppend(JournalAppend append) =>
        _away ? AppendFault.NotWritten
        : Only is null || append.Stream.Category == Only ? _append
        : AppendFault.None;

    public bool IsUnavailable(JournalOperation operation) => _away;

    public Task DelayAsync(JournalOperation operation, FaultMoment moment) =>
        operation == JournalOperation.Append && moment == FaultMoment.Before ? Commits : Task.CompletedTask;

    public SnapshotFault OnSnapshotRead(StreamSnapshot snapshot) => SnapshotFault.None;

    public bool IsHeldBack(JournalRecord record) => false;
}
