using Npgsql;
using OrderGrid.Load.Bench;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>A new server is brought to where one is that has run for a while.</summary>
public sealed class WalFilesTests(PostgresCluster cluster)
{
    private const string Waiting =
        "SELECT count(*) FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_insert_lsn())";

    private const string Written = "SELECT pg_current_wal_insert_lsn() - '0/0'";

    [Fact(Timeout = 60_000)]
    public async Task As_many_files_wait_to_be_written_to_as_were_asked_for_and_a_second_time_none_is_made()
    {
        const int Files = 12;
        var postgres = await cluster.CreateDatabaseAsync();
        await using var server = NpgsqlDataSource.Create(postgres);

        await WalFiles.MakeReadyAsync(server, Files, TestContext.Current.CancellationToken);
        var waiting = await PostgresCluster.ReadAsync<long>(postgres, Waiting);
        var before = await PostgresCluster.ReadAsync<decimal>(postgres, Written);
        await WalFiles.MakeReadyAsync(server, Files / 2, TestContext.Current.CancellationToken);
        var after = await PostgresCluster.ReadAsync<decimal>(postgres, Written);

        // The other tests write to the server meanwhile, as much as a few files.
        waiting.ShouldBeGreaterThanOrEqualTo(Files - 4);
        (after - before).ShouldBeLessThan(4 * 16 * 1024 * 1024);
    }
}
