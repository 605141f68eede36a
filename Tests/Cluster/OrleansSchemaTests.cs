using Npgsql;
using OrderGrid.Journal;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>The statements that clustered silos run, each as the providers call it.</summary>
public sealed class OrleansSchemaTests(PostgresCluster server) : IAsyncLifetime
{
    private const int Joining = 2;
    private const int Active = 3;
    private const int Dead = 6;

    private static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    private NpgsqlDataSource _database = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await new Migrator(_database).ApplyAsync(Stop);
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Only_the_first_process_makes_the_cluster()
    {
        (await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"))).ShouldBe(1);
        (await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"))).ShouldBe(0);
        (await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "d"))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_changes_that_saw_the_same_members_one_succeeds()
    {
        await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));

        var joins = await Task.WhenAll(JoinAsync(generation: 1, version: 0), JoinAsync(generation: 2, version: 0));

        joins.Order().ShouldBe([0, 1]);
        (await CountAsync("orleans_silo")).ShouldBe(1);
        (await CountAsync("orleans_cluster WHERE version = 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_silo_joins_once_and_its_refused_repeat_changes_nothing()
    {
        await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));

        (await JoinAsync(generation: 1, version: 0)).ShouldBe(1);
        (await JoinAsync(generation: 1, version: 1)).ShouldBe(0);

        (await CountAsync("orleans_cluster WHERE version = 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_a_silo_needs_the_silo_and_the_version()
    {
        await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));
        await JoinAsync(generation: 1, version: 0);

        (await ChangeAsync(generation: 1, version: 0, Active)).ShouldBe(0);
        (await ChangeAsync(generation: 9, version: 1, Active)).ShouldBe(0);
        (await ChangeAsync(generation: 1, version: 1, Active)).ShouldBe(1);

        (await CountAsync("orleans_cluster WHERE version = 2")).ShouldBe(1);
        (await CountAsync($"orleans_silo WHERE status = {Active}")).ShouldBe(1);
    }

    [Fact]
    public async Task Clients_are_sent_to_active_silos_only()
    {
        await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));
        await JoinAsync(generation: 1, version: 0);

        (await AskAsync("GatewaysQueryKey", ("DeploymentId", "c"), ("Status", Active))).ShouldBeNull();
        await ChangeAsync(generation: 1, version: 1, Active);
        (await AskAsync("GatewaysQueryKey", ("DeploymentId", "c"), ("Status", Active))).ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData(Dead, 1, 0)]
    [InlineData(Joining, 1, 0)]
    [InlineData(Active, 1, 1)]
    [InlineData(Dead, -1, 1)]
    public async Task Rows_of_defunct_silos_are_removed_and_active_ones_never(int status, int minutes, int left)
    {
        await AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));
        await JoinAsync(generation: 1, version: 0);
        await ChangeAsync(generation: 1, version: 1, status);

        await AskAsync(
            "CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Noon.AddMinutes(minutes)));

        (await CountAsync("orleans_silo")).ShouldBe(left);
    }

    [Fact]
    public async Task State_is_written_only_over_the_version_that_was_read()
    {
        (await WriteAsync(version: null)).ShouldBe(1);
        (await WriteAsync(version: null)).ShouldBeNull();
        (await WriteAsync(version: 1)).ShouldBe(2);
        (await WriteAsync(version: 1)).ShouldBeNull();
        (await CountAsync("orleans_state WHERE version = 2")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_first_writes_of_a_state_one_succeeds()
    {
        var writes = await Task.WhenAll(WriteAsync(version: null), WriteAsync(version: null));

        writes.Count(version => version is 1).ShouldBe(1);
        (await CountAsync("orleans_state")).ShouldBe(1);
    }

    [Fact]
    public async Task A_cleared_state_goes_on_refusing_old_versions()
    {
        await WriteAsync(version: null);

        (await AskAsync("ClearStorageKey", State(version: 1))).ShouldBe(2);
        (await WriteAsync(version: 1)).ShouldBeNull();
        (await WriteAsync(version: 2)).ShouldBe(3);
    }

    [Fact]
    public async Task A_reminder_changed_since_it_was_read_is_not_removed()
    {
        (await RemindAsync()).ShouldBe(0);
        (await RemindAsync()).ShouldBe(1);

        (await AskAsync("DeleteReminderRowKey", [.. Reminder, ("Version", 0)])).ShouldBe(0);
        (await AskAsync("DeleteReminderRowKey", [.. Reminder, ("Version", 1)])).ShouldBe(1);
    }

    [Theory]
    [InlineData("ReadRangeRows1Key", 10, 20, true)]
    [InlineData("ReadRangeRows1Key", 15, 20, false)]
    [InlineData("ReadRangeRows2Key", 20, 15, true)]
    [InlineData("ReadRangeRows2Key", 20, 14, false)]
    public async Task A_silo_finds_the_reminders_of_its_part_of_the_ring(string query, int begin, int end, bool found)
    {
        await RemindAsync();

        var row = await AskAsync(query, ("ServiceId", "s"), ("BeginHash", begin), ("EndHash", end));

        (row is "grain").ShouldBe(found);
    }

    private static (string, object?)[] Reminder => [("ServiceId", "s"), ("GrainId", "grain"), ("ReminderName", "r")];

    private static (string, object?)[] State(int? version) =>
    [
        ("GrainIdHash", 1), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 1), ("GrainTypeString", "kind"),
        ("GrainIdExtensionString", "key"), ("ServiceId", "s"), ("GrainStateVersion", version),
    ];

    private static (string, object?)[] Silo(int generation, int version) =>
    [
        ("DeploymentId", "c"), ("Address", "127.0.0.1"), ("Port", 11_111), ("Generation", generation),
        ("IAmAliveTime", Noon), ("Version", version),
    ];

    private async Task<int> JoinAsync(int generation, int version) => (int)(await AskAsync(
        "InsertMembershipKey",
        [
            .. Silo(generation, version), ("SiloName", "a"), ("HostName", "h"), ("Status", Joining),
            ("ProxyPort", 30_000), ("StartTime", Noon),
        ]))!;

    private async Task<int> ChangeAsync(int generation, int version, int status) => (int)(await AskAsync(
        "UpdateMembershipKey", [.. Silo(generation, version), ("Status", status), ("SuspectTimes", null)]))!;

    private Task<object?> WriteAsync(int? version) =>
        AskAsync("WriteToStorageKey", [.. State(version), ("PayloadBinary", new byte[] { 1 })]);

    private Task<object?> RemindAsync() => AskAsync(
        "UpsertReminderRowKey", [.. Reminder, ("StartTime", Noon), ("Period", 60_000), ("GrainHash", 15)]);

    private Task<object?> CountAsync(string rows) => RunAsync($"SELECT count(*)::integer FROM {rows}", []);

    private async Task<object?> AskAsync(string key, params (string Name, object? Value)[] parameters) =>
        await RunAsync(
            (string)(await RunAsync("SELECT querytext FROM orleansquery WHERE querykey = @key", [("key", key)]))!,
            parameters);

    private async Task<object?> RunAsync(string sql, (string Name, object? Value)[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return await command.ExecuteScalarAsync(Stop);
    }
}
