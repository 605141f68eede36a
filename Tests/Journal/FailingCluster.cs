namespace OrderGrid.Tests.Journal;

/// <summary>Tests that stop and start their server.</summary>
[CollectionDefinition(Name)]
public sealed class FailingCluster : ICollectionFixture<PostgresCluster>
{
    public const string Name = "a failing PostgreSQL";
}
