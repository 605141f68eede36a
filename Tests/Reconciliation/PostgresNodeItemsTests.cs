using Npgsql;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

public sealed class PostgresNodeItemsTests(PostgresCluster cluster) : NodeItemsContract
{
    private readonly PostgresHost _host = new(cluster);
    private NpgsqlDataSource? _source;

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    protected override async Task<(IJournal Journal, INodeItems Items)> StartAsync()
    {
        var journal = (PostgresJournal)await _host.StartAsync();
        _source = NpgsqlDataSource.Create(_host.ConnectionString);
        return (journal, new PostgresNodeItems(_source, journal));
    }
}

/// <summary>With a server of its own, which ends.</summary>
[Collection(FailingCluster.Name)]
public sealed class NodeItemsOutageTests(PostgresCluster server)
{
    [Fact(Timeout = 60_000)]
    public async Task While_the_server_is_away_the_items_are_unavailable_not_none()
    {
        await using var host = new PostgresHost(server);
        var journal = (PostgresJournal)await host.StartAsync();
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        var items = new PostgresNodeItems(source, journal);
        await server.KillAsync();

        var read = () => items.ReadAsync(new("BER"), null, 1, TestContext.Current.CancellationToken);

        await read.ShouldThrowAsync<JournalUnavailableException>();
        await server.StartAsync();
        (await read()).ShouldBeEmpty();
    }
}
