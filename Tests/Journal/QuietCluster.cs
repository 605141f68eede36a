namespace OrderGrid.Tests.Journal;

/// <summary>
/// Tests that say when a record is to be seen in the feed need a server to themselves, one at a time: any other
/// test's open transaction would rightly hold the feed back.
/// </summary>
[CollectionDefinition(Name)]
public sealed class QuietCluster : ICollectionFixture<PostgresCluster>
{
    public const string Name = "a quiet PostgreSQL";
}
