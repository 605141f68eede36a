#if EMBEDDED
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using OrderGrid.Hosting;
using OrderGrid.Journal;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Delivery;

/// <summary>Reminders of the Embedded runtime outlive the process.</summary>
public sealed class PostgresReminderTests(PostgresCluster cluster)
{
    private static readonly GrainId Grain = GrainId.Create("feedpump", "1");

    private static ReminderEntry Entry(TimeSpan period) => new()
    {
        GrainId = Grain,
        ReminderName = "wake",
        StartAt = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        Period = period,
    };

    [Fact]
    public async Task A_reminder_is_found_by_another_process()
    {
        var database = await cluster.CreateDatabaseAsync();
        await Open(database).UpsertRow(Entry(TimeSpan.FromMinutes(1)));

        var rows = (await Open(database).ReadRows(0, 0)).Reminders;

        var row = rows.ShouldHaveSingleItem();
        row.GrainId.ShouldBe(Grain);
        row.StartAt.ShouldBe(Entry(default).StartAt);
        row.Period.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_reminder_is_removed_only_by_who_knows_its_last_version()
    {
        var table = Open(await cluster.CreateDatabaseAsync());
        var first = await table.UpsertRow(Entry(TimeSpan.FromMinutes(1)));
        var second = await table.UpsertRow(Entry(TimeSpan.FromMinutes(2)));

        (await table.RemoveRow(Grain, "wake", first!)).ShouldBeFalse();
        (await table.RemoveRow(Grain, "wake", second!)).ShouldBeTrue();

        (await table.ReadRow(Grain, "wake")).ShouldBeNull();
    }

    private static PostgresReminderTable Open(string database) => new(
        NpgsqlDataSource.Create(database),
        new PostgresJournal(
            new PostgresJournalOptions { ConnectionString = database },
            TimeProvider.System,
            NullLogger<PostgresJournal>.Instance));
}
#endif
