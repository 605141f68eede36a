using Npgsql;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>How a database comes to this release's schema.</summary>
public sealed class MigratorTests(PostgresCluster cluster)
{
    private const int Timeout = 60_000;

    private static readonly Migration First = new(1, "first", "CREATE TABLE first_table (n int)");
    private static readonly Migration Second = new(2, "second", "CREATE TABLE second_table (n int)");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_shipped_migrations_have_numbers_of_their_own_from_one_on()
    {
        Migrator.Shipped.Select(migration => migration.Number).ShouldBeUnique();
        Migrator.Shipped[0].ShouldSatisfyAllConditions(
            migration => migration.Number.ShouldBe(1), migration => migration.Name.ShouldBe("journal"));
    }

    [Fact(Timeout = Timeout)]
    public async Task Several_processes_at_once_apply_each_migration_once()
    {
        var connectionString = await cluster.CreateDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => ApplyAsync(connectionString))));

        applied.SelectMany(numbers => numbers).Order()
            .ShouldBe(Migrator.Shipped.Select(migration => migration.Number).Order());
    }

    [Fact(Timeout = Timeout)]
    public async Task A_migrated_database_is_left_alone()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await ApplyAsync(connectionString);

        (await ApplyAsync(connectionString)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_later_release_adds_what_is_missing()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        (await ApplyAsync(connectionString, First)).ShouldBe([1]);

        (await ApplyAsync(connectionString, First, Second)).ShouldBe([2]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_database_of_a_later_release_is_refused_with_what_to_do()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await ApplyAsync(connectionString, First, Second);

        var refusal = await Should.ThrowAsync<SchemaRefusedException>(() => ApplyAsync(connectionString, First));

        refusal.Message.ShouldContain("schema 2 of a later release");
        refusal.Message.ShouldContain("Run the later release");
    }

    [Fact(Timeout = Timeout)]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_or_the_others()
    {
        var connectionString = await cluster.CreateDatabaseAsync();

        var broken = new Migration(2, "broken", "CREATE TABLE half (n int); SELECT 1 / 0");

        await Should.ThrowAsync<PostgresException>(() => ApplyAsync(connectionString, First, broken));

        (await PostgresCluster.ReadAsync<long>(
            connectionString,
            "SELECT count(*) FROM pg_tables WHERE tablename IN ('first_table', 'half', 'schema_migration')"))
            .ShouldBe(0);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_journal_copied_from_a_server_with_higher_transaction_numbers_is_refused()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await ApplyAsync(connectionString);
        await PostgresCluster.ExecuteAsync(
            connectionString,
            "INSERT INTO journal_record (first, transaction, events, category, partition, stream, payload) "
            + "VALUES (1, '900000000000', 1, 1, 17, 'web/1', '')");

        var refusal = await Should.ThrowAsync<SchemaRefusedException>(() => ApplyAsync(connectionString));

        refusal.Message.ShouldContain("physical backup");
    }

    [Fact(Timeout = Timeout)]
    public async Task People_can_read_the_journal_event_by_event()
    {
        await using var host = new PostgresHost(cluster);
        var journal = await host.StartAsync();
        await journal.AppendAsync(Some.Append(Some.Order("1"), 0, events: 2), Stop);

        (await PostgresCluster.ReadAsync<string>(
            host.ConnectionString,
            "SELECT string_agg(concat_ws(' ', version, type, body ->> 'order'), ', ' ORDER BY version) "
            + "FROM journal_event"))
            .ShouldBe("1 order.accepted.v1 c-1, 2 order.accepted.v1 c-2");
    }

    [Fact(Timeout = Timeout)]
    public async Task People_see_an_event_whole_in_whichever_shape_its_record_is()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await ApplyAsync(connectionString);
        await InsertAsync(connectionString, "v1", events: 2, RecordCodecTests.ReadGolden(1));
        await InsertAsync(connectionString, "v2", events: 4, RecordCodecTests.ReadGolden(2));

        (await PostgresCluster.ReadAsync<string>(
            connectionString,
            "SELECT string_agg(concat_ws(' ', stream, version, type, command, correlation, "
            + "to_char(time AT TIME ZONE 'UTC', 'SS.US')), E'\n' ORDER BY stream, version) FROM journal_event"))
            .ShouldBe(
                """
                v1 1 order.accepted.v1 command-1 correlation-command-1 00.250000
                v1 2 order.held.v2 command-2 correlation-command-2 00.373457
                v2 1 order.accepted.v1 command-1 correlation-command-1 00.250000
                v2 2 order.held.v2 command-1 correlation-command-1 00.250000
                v2 3 order.held.v2 command-2 correlation-command-2 00.373457
                v2 4 order.closed.v1 command-1 correlation-command-1 00.250000
                """);
    }

    private static Task InsertAsync(string connectionString, string stream, int events, byte[] payload) =>
        PostgresCluster.ExecuteAsync(
            connectionString,
            "INSERT INTO journal_record (first, events, category, partition, stream, payload) "
            + $"VALUES (1, {events}, 1, 17, '{stream}', '\\x{Convert.ToHexString(payload)}')");

    private static async Task<IReadOnlyList<int>> ApplyAsync(string connectionString, params Migration[] migrations)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var migrator = new Migrator(database, migrations.Length == 0 ? null : migrations);
        return await migrator.ApplyAsync(Stop);
    }
}
