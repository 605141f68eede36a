using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>How a host gets its journal.</summary>
public sealed class JournalRegistrationTests
{
    private const string Connection = "Host=127.0.0.1;Port=1";

    [Fact]
    public async Task A_host_has_the_one_journal_it_was_given()
    {
        await using var memory = new ServiceCollection().AddVolatileJournal().BuildServiceProvider();
        await using var server = new ServiceCollection()
            .AddLogging().AddPostgresJournal(Connection).BuildServiceProvider();

        memory.GetRequiredService<IJournal>().ShouldBeOfType<VolatileJournal>();
        server.GetRequiredService<IJournal>().ShouldBeSameAs(server.GetRequiredService<PostgresJournal>());
    }

    [Fact]
    public async Task Wrong_options_name_every_limit_that_is_broken()
    {
        await using var host = new ServiceCollection().AddLogging()
            .AddPostgresJournal("", options => (options.Writers, options.MaxBatchRecords) = (9, 0))
            .BuildServiceProvider();

        var error = Should.Throw<OptionsValidationException>(() => host.GetRequiredService<IJournal>());

        error.Message.ShouldContain("ConnectionString is missing");
        error.Message.ShouldContain("Writers is 9; 1 to 8 is possible.");
        error.Message.ShouldContain("MaxBatchRecords is 0; 1 to 65536 is possible.");
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        new PostgresJournalOptions { ConnectionString = Connection }.FindErrors().ShouldBeEmpty();
    }

    [Fact]
    public void The_private_clusters_settings_never_touch_durability()
    {
        using var stream = typeof(IJournal).Assembly.GetManifestResourceStream("postgresql.settings.conf")!;
        using var reader = new StreamReader(stream);
        var settings = reader.ReadToEnd().Split('\n')
            .Where(line => !line.StartsWith('#') && line.Contains('=')).ToList();

        settings.ShouldNotBeEmpty();
        foreach (var durability in (string[])["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"])
        {
            settings.ShouldNotContain(line => line.StartsWith(durability, StringComparison.Ordinal));
        }
    }
}
