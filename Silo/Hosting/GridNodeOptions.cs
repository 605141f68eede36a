namespace OrderGrid.Hosting;

/// <summary>How one process takes part in a grid.</summary>
/// <param name="Settings">What the installation is connected to.</param>
/// <param name="Postgres">Npgsql connection string; null keeps everything in memory only.</param>
/// <param name="Role">What the process does.</param>
/// <param name="Cluster">How it finds the others; null: it is alone.</param>
public sealed record GridNodeOptions(GridSettings Settings, string? Postgres, GridRole Role, ClusterOptions? Cluster)
{
    /// <summary>Environment variable of the connection string.</summary>
    public const string PostgresVariable = "ORDERGRID_POSTGRES";

    /// <summary>Environment variable of the configuration file's path.</summary>
    public const string ConfigurationVariable = "ORDERGRID_CONFIG";

    /// <summary>Environment variable that, with a cluster's name in it, makes the process join that cluster.</summary>
    public const string ClusterVariable = "ORDERGRID_CLUSTER";

    /// <summary>Reads the environment and the arguments <c>--journal volatile</c> and <c>--role</c>.</summary>
    /// <exception cref="GridConfigurationException">Something is missing or wrong; the message says what to change.</exception>
    public static GridNodeOptions Read(IReadOnlyList<string> arguments, GridRole role)
    {
        var settings = GridSettings.Load(Environment.GetEnvironmentVariable(ConfigurationVariable));
        var cluster = ClusterOptions.Read();
        var postgres = Environment.GetEnvironmentVariable(PostgresVariable);
        if (Value(arguments, "--journal") is "volatile")
        {
            return cluster is null
                ? new(settings, null, role, null)
                : throw new GridConfigurationException(
                    $"A cluster shares a journal: leave out '--journal volatile' or {ClusterVariable}.");
        }

        return string.IsNullOrWhiteSpace(postgres)
            ? throw new GridConfigurationException(
                $"Set {PostgresVariable} to a PostgreSQL connection string, or say '--journal volatile' to keep nothing.")
            : new(settings, postgres, role, cluster);
    }

    private static string? Value(IReadOnlyList<string> arguments, string name)
    {
        var at = arguments.ToList().IndexOf(name);
        return at >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : null;
    }
}

/// <summary>What a process does.</summary>
public enum GridRole
{
    /// <summary>Grains, and whatever else the process hosts beside them.</summary>
    Silo,

    /// <summary>No grains: a client of the cluster's silos.</summary>
    Client,
}

/// <summary>How a process finds the other members of its cluster.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Address">IP address the others reach this silo at.</param>
/// <param name="SiloPort">Port for other silos.</param>
/// <param name="GatewayPort">Port for clients.</param>
public sealed record ClusterOptions(string Name, string Address, int SiloPort, int GatewayPort)
{
    private const int DefaultSiloPort = 11_111;
    private const int DefaultGatewayPort = 30_000;

    /// <summary>Reads the environment; null when it names no cluster.</summary>
    public static ClusterOptions? Read()
    {
        var name = Environment.GetEnvironmentVariable(GridNodeOptions.ClusterVariable);
        return string.IsNullOrWhiteSpace(name)
            ? null
            : new(
                name,
                Environment.GetEnvironmentVariable("ORDERGRID_ADDRESS") ?? "127.0.0.1",
                Port("ORDERGRID_SILO_PORT", DefaultSiloPort),
                Port("ORDERGRID_CLIENT_PORT", DefaultGatewayPort));
    }

    private static int Port(string variable, int otherwise)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? otherwise
            : int.TryParse(text, out var port) && port is > 0 and < 65_536 ? port
            : throw new GridConfigurationException($"{variable} is '{text}'; a port of 1 to 65535 is expected.");
    }
}
