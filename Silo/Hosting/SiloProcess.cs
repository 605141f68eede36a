using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrderGrid.Hosting;

/// <summary>A process that holds grains for a cluster and answers nothing but health probes over HTTP.</summary>
public static class SiloProcess
{
    /// <summary>Where it listens unless the environment says otherwise.</summary>
    public const string DefaultHttp = "http://127.0.0.1:8082";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs until it is asked to end; answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            await using var application = Build(arguments);
            await application.RunAsync();
            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    private static WebApplication Build(string[] arguments)
    {
        var options = Read(arguments);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
        builder.WebHost.UseUrls(
            ListenAddress.Read(ListenAddress.Variable, DefaultHttp).Check(ListenAddress.Variable).ToString());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.AddHostedService<GridDrain>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + StopTimeout);
        builder.AddOrderGrid(options);
        var application = builder.Build();
        application.MapSiloHealth();
        application.Lifetime.ApplicationStarted.Register(() =>
            Console.WriteLine($"The silo is up ({GridRuntime.Name}); health on {string.Join(' ', application.Urls)}."));
        return application;
    }

    private static GridNodeOptions Read(string[] arguments)
    {
        if (!GridRuntime.HasClusters)
        {
            throw new GridConfigurationException(
                $"Silo processes form clusters, which need Orleans; this is the {GridRuntime.Name} build. "
                + "Run the gateway: it holds the grains itself.");
        }

        var options = GridNodeOptions.Read(arguments, GridRole.Silo);
        return options switch
        {
            { Role: GridRole.Client } => throw new GridConfigurationException(
                $"A silo holds grains: unset {GridNodeOptions.RoleVariable}, or start the gateway."),
            { Cluster: null } => throw new GridConfigurationException(
                $"A silo belongs to a cluster: set {GridNodeOptions.ClusterVariable} to its name."),
            _ => options,
        };
    }
}
