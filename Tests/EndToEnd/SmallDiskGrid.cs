using System.Diagnostics;
using System.Globalization;
using System.Net;
using OrderGrid.Tests.Cluster;
using OrderGrid.Tests.Gateway;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>A shop whose node and private PostgreSQL keep everything on a small disk.</summary>
public sealed class SmallDiskGrid : IAsyncLifetime
{
    private const int MaxOrders = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<int> _ports = FreePorts.Take(2);
    private NodeCalls? _calls;
    private SmallDisk? _disk;
    private string? _reason;
    private GridScript? _script;
    private int _orders;

    /// <summary>Where the node and PostgreSQL keep everything.</summary>
    internal string Data => Path.Combine(Disk.Folder, ".data");

    internal SmallDisk Disk
    {
        get
        {
            Assert.SkipWhen(_disk is null, _reason ?? "");
            return _disk!;
        }
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_disk, _reason) = SmallDisk.TryMount();
        if (_disk is null)
        {
            return;
        }

        var settings = Path.Combine(_disk.Folder, "grid.json");
        await File.WriteAllTextAsync(settings, NodeCalls.Settings, Ended);
        _script = new(Data, _ports[0], _ports[1], settings);
        var (code, text) = await GridAsync("node_up", "--detach");
        code.ShouldBe(0, text);
        _calls = new(_ports[0], _ports[1]);
        await _calls.OpenShopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _calls?.Dispose();
        if (_script is not null)
        {
            await GridAsync("node_down");
        }

        _disk?.Dispose();
    }

    /// <summary>Runs one of the functions behind <c>./grid</c>.</summary>
    internal Task<(int Code, string Text)> GridAsync(params string[] command) => _script!.RunAsync(command);

    /// <summary>Sends orders until one is refused: what was accepted, the last, and how it was refused.</summary>
    internal async Task<(IReadOnlyList<string> Accepted, string Last, Answer Refusal)> OrderUntilRefusedAsync()
    {
        List<string> accepted = [];
        while (accepted.Count < MaxOrders)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"D-{++_orders}");
            var answer = await OrderAsync(number);
            if (answer.Status != HttpStatusCode.Created)
            {
                return (accepted, number, answer);
            }

            accepted.Add(number);
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    internal Task<Answer> OrderAsync(string number) =>
        _calls!.PutAsync($"v1/channels/web/orders/{number}", Bodies.Order());

    /// <summary>Which of these orders the node does not know.</summary>
    internal async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> numbers)
    {
        List<string> missing = [];
        foreach (var number in numbers)
        {
            var answer = await _calls!.GetAsync($"v1/channels/web/orders/{number}");
            if (answer.Status != HttpStatusCode.OK)
            {
                missing.Add(number);
            }
        }

        return missing;
    }

    /// <summary>
    /// Makes PostgreSQL need a new file for its log, as it does every 16 MB by itself. On a full disk it ends with the
    /// next order, and this when it has ended.
    /// </summary>
    internal async Task<Answer> OrderBehindAFullLogAsync(string number)
    {
        var home = Path.Combine(Data, "postgres");
        var password = await File.ReadAllTextAsync(Path.Combine(home, "password"), Ended);
        var port = await File.ReadAllTextAsync(Path.Combine(home, "port"), Ended);
        var pid = (await File.ReadAllLinesAsync(Path.Combine(home, "data", "postmaster.pid"), Ended))[0];
        using var server = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
        var connection = $"Host=127.0.0.1;Port={port};Username=ordergrid;Password={password};Database=ordergrid";
        await PostgresCluster.ExecuteAsync(connection + ";Pooling=false", "SELECT pg_switch_wal()");
        var answer = await OrderAsync(number);
        await server.WaitForExitAsync(Ended).WaitAsync(Patience, Ended);
        return answer;
    }
}
