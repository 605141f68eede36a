#if ORLEANS
using Orleans.Configuration;

namespace OrderGrid.Hosting;

/// <summary>
/// The figures a cluster lives by. They are for silos in one data centre, three or more of them: with two, each has
/// only one other to ask for a vote.
/// </summary>
internal static class ClusterTuning
{
    /// <summary>Longest wait for a grain's answer. Longer than a slow commit, shorter than a channel's patience.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How soon clients see that silos came or went, besides what broken connections tell them.</summary>
    public static readonly TimeSpan ClientRefresh = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Each silo probes the others every second; three missed probes are a vote and two votes end a silo, so a killed
    /// one is out after three to five seconds. The wait for a probe grows up to four seconds where answers are slow:
    /// a loaded silo is not a dead one.
    /// </summary>
    public static void Apply(ClusterMembershipOptions members)
    {
        members.ProbeTimeout = Probe;
        members.MinProbeTimeout = Probe;
        members.MaxProbeTimeout = Probe * 4;
        members.NumMissedProbesLimit = 3;
        members.NumVotesForDeathDeclaration = 2;
        members.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(60);
        members.TableRefreshTimeout = TimeSpan.FromSeconds(10);

        // After a kill of all silos at once, the rows they left stop counting after three missed signs of life.
        members.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        members.NumMissedTableIAmAliveLimit = 3;
        members.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);
        members.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
#endif
