using OrderGrid.Embedded;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>Decides the journal's faults from the seed, until faults stop.</summary>
internal sealed class FaultDice(Parameters parameters, SeededDice dice, TimeProvider clock) : IJournalFaults
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(3);

    /// <summary>True once all faults have ended.</summary>
    public bool Stopped { get; set; }

    public AppendFault OnAppend(JournalAppend append)
    {
        if (Stopped || !dice.Chance(parameters.AppendFault))
        {
            return AppendFault.None;
        }

        return dice.Next(3) switch
        {
            0 => AppendFault.NotWritten,
            1 => AppendFault.UnknownNotWritten,
            _ => AppendFault.UnknownWritten,
        };
    }

    public bool IsUnavailable(JournalOperation operation) => !Stopped && dice.Chance(parameters.ReadFault);

    public Task DelayAsync(JournalOperation operation, FaultMoment moment)
    {
        if (Stopped || !dice.Chance(parameters.SlowCommit))
        {
            return Task.CompletedTask;
        }

        return Task.Delay(dice.Between(TimeSpan.FromMilliseconds(1), LongestDelay), clock);
    }

    public SnapshotFault OnSnapshotRead(StreamSnapshot snapshot) => !Stopped && dice.Chance(parameters.SnapshotFault)
        ? dice.Pick([SnapshotFault.Lost, SnapshotFault.Corrupt, SnapshotFault.Ahead])
        : SnapshotFault.None;

    public bool IsHeldBack(JournalRecord record) => false;
}

/// <summary>Lets some commits of the journal come late, so that later transactions commit before them.</summary>
internal sealed class LateCommits(FaultDice faults, Parameters parameters, SeededDice dice, TimeProvider clock)
    : IVolatileSchedule
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    public Task BeforeCommitAsync(JournalAppend append) => Task.Delay(
        dice.Between(TimeSpan.Zero, !faults.Stopped && dice.Chance(parameters.SlowCommit) ? Late : Usual), clock);
}
