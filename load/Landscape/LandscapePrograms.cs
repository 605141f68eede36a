using OrderGrid.Hosting;

namespace OrderGrid.Load.Landscape;

/// <summary>What a run starts, and where its journal is kept.</summary>
/// <param name="Postgres">Connection string of an empty database.</param>
/// <param name="Gateway">The node's assembly.</param>
/// <param name="Sandbox">The sandbox's assembly.</param>
internal sealed record LandscapePrograms(string Postgres, string Gateway, string Sandbox)
{
    private const string GatewayVariable = "ORDERGRID_GATEWAY_DLL";
    private const string SandboxVariable = "ORDERGRID_SANDBOX_DLL";

    /// <summary>What the environment names for a command of <c>./grid</c>.</summary>
    /// <exception cref="LoadException">Something is not named.</exception>
    public static LandscapePrograms Read(string command) => new(
        Required(GridNodeOptions.PostgresVariable, command),
        ReadGateway(command),
        Required(SandboxVariable, command));

    /// <summary>The node's assembly alone.</summary>
    /// <exception cref="LoadException">It is not named.</exception>
    public static string ReadGateway(string command) => Required(GatewayVariable, command);

    private static string Required(string variable, string command) =>
        Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new LoadException(
                $"{variable} is not set. Run ./grid {command}, which sets up everything it needs.");
}
