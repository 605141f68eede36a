using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>Tests that start the grid's own processes; one at a time, with a server to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterBuild : ICollectionFixture<PostgresCluster>
{
    public const string Name = "a grid of processes";

#if ORLEANS
    public static bool HasClusters => true;
#else
    public static bool HasClusters => false;
#endif

    /// <summary>Skips the test in a build that cannot run it.</summary>
    public static void RequireClusters() => Assert.SkipUnless(
        HasClusters, "The Embedded runtime has no clusters: the Orleans build runs this test.");
}
