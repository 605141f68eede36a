using System.Globalization;
using System.Net;
using OrderGrid.Tests.Cluster;
using OrderGrid.Tests.Gateway;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>What a channel's caps count after the node's process was killed and started again.</summary>
[Collection(ClusterBuild.Name)]
public sealed class CartRestartTests(PostgresCluster server) : IAsyncDisposable
{
    private const int Timeout = 90_000;
    private const string Caps = ""","reservations":{"maxOpen":2,"maxPieces":100,"maxHoldSeconds":600}""";

    private readonly IReadOnlyList<int> _ports = FreePorts.Take(2);
    private readonly string _settings = Path.GetTempFileName();
    private GridProcess? _node;
    private NodeCalls? _calls;

    public async ValueTask DisposeAsync()
    {
        _calls?.Dispose();
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
        File.Delete(_settings);
    }

    [Fact(Timeout = Timeout)]
    public async Task Carts_that_were_open_when_the_process_was_killed_count_and_those_given_back_do_not()
    {
        var database = await server.CreateDatabaseAsync();
        await StartAsync(database);
        await _calls!.OpenShopAsync(Caps);
        (await ReserveAsync("given-back")).Status.ShouldBe(HttpStatusCode.Created);
        (await ReserveAsync("open")).Status.ShouldBe(HttpStatusCode.Created);
        (await _calls.DeleteAsync("v1/channels/web/reservations/given-back")).Status.ShouldBe(HttpStatusCode.OK);

        _node!.Kill();
        await _node.ExitAsync();
        await StartAsync(database);

        (await ReserveAsync("second")).Status.ShouldBe(HttpStatusCode.Created);
        (await ReserveAsync("third")).ShouldBeProblem(429, "TooManyReservations");
        (await ReserveAsync("open")).Status.ShouldBe(HttpStatusCode.OK);
        (await _calls.DeleteAsync("v1/channels/web/reservations/open")).Status.ShouldBe(HttpStatusCode.OK);
        (await ReserveAsync("fourth")).Status.ShouldBe(HttpStatusCode.Created);
    }

    private Task<Answer> ReserveAsync(string id) => _calls!.PutAsync(
        $"v1/channels/web/reservations/{id}",
        """{"lines":[{"sku":"mug","unit":"EA","quantity":1}],"expiresInSeconds":600}""");

    private async Task StartAsync(string database)
    {
        await File.WriteAllTextAsync(_settings, NodeCalls.Settings, TestContext.Current.CancellationToken);
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
        _node = GridProcess.Start("Gateway", new Dictionary<string, string>
        {
            ["ORDERGRID_POSTGRES"] = database,
            ["ORDERGRID_CONFIG"] = _settings,
            ["ORDERGRID_HTTP"] = Address(_ports[0]),
            ["ORDERGRID_ADMIN_HTTP"] = Address(_ports[1]),
        });
        await _node.HeardAsync("OrderGrid listens at");
        _calls ??= new(_ports[0], _ports[1]);
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
