using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>The silo as a program: what it says when it cannot start, while it waits, and when it ends.</summary>
[Collection(ClusterBuild.Name)]
public sealed class SiloProcessTests(PostgresCluster server)
{
    private const int Timeout = 90_000;
    private const string Somewhere = "Host=127.0.0.1;Port=1;Username=x;Database=x";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Timeout)]
    public async Task A_build_without_clusters_says_so_in_one_line()
    {
        Assert.SkipWhen(ClusterBuild.HasClusters, "This build has clusters: the Embedded build runs this test.");

        (await RefusalAsync(new())).ShouldContain("need Orleans");
    }

    [Theory(Timeout = Timeout)]
    [InlineData("", "Set ORDERGRID_POSTGRES to")]
    [InlineData("ORDERGRID_POSTGRES=nonsense", "ORDERGRID_POSTGRES is not a connection string")]
    [InlineData("ORDERGRID_POSTGRES=Host=x", "set ORDERGRID_CLUSTER")]
    [InlineData("ORDERGRID_POSTGRES=Host=x|ORDERGRID_CLUSTER=c|ORDERGRID_ROLE=client", "unset ORDERGRID_ROLE")]
    [InlineData("ORDERGRID_POSTGRES=Host=x|ORDERGRID_CLUSTER=c|ORDERGRID_ADDRESS=no.such.invalid", "ORDERGRID_ADDRESS")]
    public async Task A_silo_that_cannot_start_says_what_to_set_in_one_line(string given, string expected)
    {
        ClusterBuild.RequireClusters();
        var variables = given.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);

        (await RefusalAsync(variables)).ShouldContain(expected);
    }

    [Theory(Timeout = Timeout)]
    [InlineData("ORDERGRID_HTTP", "http://127.0.0.1:")]
    [InlineData("ORDERGRID_SILO_PORT", "")]
    [InlineData("ORDERGRID_CLIENT_PORT", "")]
    public async Task A_silo_whose_port_is_in_use_names_the_port_and_its_variable(string variable, string prefix)
    {
        ClusterBuild.RequireClusters();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var variables = Member(Somewhere, FreePorts.Take(3));
        variables[variable] = string.Create(CultureInfo.InvariantCulture, $"{prefix}{port}");

        var line = await RefusalAsync(variables);

        line.ShouldContain($"Port {port} is in use");
        line.ShouldContain(variable);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_silo_waits_for_its_database_and_is_alive_and_not_ready_meanwhile()
    {
        ClusterBuild.RequireClusters();
        var ports = FreePorts.Take(3);
        var database = await server.CreateDatabaseAsync();
        await server.KillAsync();
        await using var silo = GridProcess.Start("Silo", Member(database, ports));
        await silo.HeardAsync("Waiting for PostgreSQL");

        (await ProbeAsync(ports[2], "livez")).ShouldBe((HttpStatusCode.OK, "alive"));
        (await ProbeAsync(ports[2], "startupz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "starting"));
        (await ProbeAsync(ports[2], "readyz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "starting"));

        await server.StartAsync();
        await silo.HeardAsync("The silo is up");
        (await ProbeAsync(ports[2], "startupz")).ShouldBe((HttpStatusCode.OK, "started"));
        (await ProbeAsync(ports[2], "readyz")).ShouldBe((HttpStatusCode.OK, "ready"));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_silo_that_is_asked_to_end_says_not_ready_first()
    {
        ClusterBuild.RequireClusters();
        var ports = FreePorts.Take(3);
        await using var silo = GridProcess.Start("Silo", Member(await server.CreateDatabaseAsync(), ports));
        await silo.HeardAsync("The silo is up");

        silo.Terminate();
        await silo.HeardAsync("Not ready any more");

        (await ProbeAsync(ports[2], "readyz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "draining"));
        (await ProbeAsync(ports[2], "livez")).ShouldBe((HttpStatusCode.OK, "alive"));
        (await silo.ExitAsync()).ShouldBe(0);
    }

    private static async Task<string> RefusalAsync(Dictionary<string, string> variables)
    {
        await using var silo = GridProcess.Start("Silo", variables);
        (await silo.ExitAsync()).ShouldBe(1);
        return silo.Lines.ShouldHaveSingleItem();
    }

    private static async Task<(HttpStatusCode Status, string Text)> ProbeAsync(int port, string path)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static Dictionary<string, string> Member(string database, IReadOnlyList<int> ports) => new()
    {
        ["ORDERGRID_POSTGRES"] = database,
        ["ORDERGRID_CLUSTER"] = "test",
        ["ORDERGRID_SILO_PORT"] = ports[0].ToString(CultureInfo.InvariantCulture),
        ["ORDERGRID_CLIENT_PORT"] = ports[1].ToString(CultureInfo.InvariantCulture),
        ["ORDERGRID_HTTP"] = $"http://127.0.0.1:{ports[2]}",
        ["ORDERGRID_DRAIN_SECONDS"] = "3",
    };
}
