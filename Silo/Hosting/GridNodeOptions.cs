using System.Globalization;
using Npgsql;

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

    /// <summary>Environment variable of the role, for processes that can be either: <c>silo</c> or <c>client</c>.</summary>
    public const string RoleVariable = "ORDERGRID_ROLE";

    /// <summary>Environment variable of <see cref="Drain"/>, in seconds.</summary>
    public const string DrainVariable = "ORDERGRID_DRAIN_SECONDS";

    /// <summary>
    /// Time between "not ready" and the stop, for balancers to notice: longer than their probe interval times the
    /// failures they want to see. Default: 5 seconds.
    /// </summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads the environment and the arguments <c>--journal volatile</c> and <c>--role</c>.</summary>
    /// <param name="arguments">The process's arguments.</param>
    /// <param name="role">The role when neither the arguments nor the environment name one.</param>
    /// <exception cref="GridConfigurationException">Something is missing or wrong; the message says what to change.</exception>
    public static GridNodeOptions Read(IReadOnlyList<string> arguments, GridRole role)
    {
        var settings = GridSettings.Load(Environment.GetEnvironmentVariable(ConfigurationVariable));
        var cluster = ClusterOptions.Read();
        var postgres = Environment.GetEnvironmentVariable(PostgresVariable);
        var chosen = ReadRole(Value(arguments, "--role") ?? Environment.GetEnvironmentVariable(RoleVariable), role);
        if (Value(arguments, "--journal") is "volatile")
        {
            return cluster is null
                ? ReadDrain(new(settings, null, chosen, null))
                : throw new GridConfigurationException(
                    $"A cluster shares a journal: leave out '--journal volatile' or {ClusterVariable}.");
        }

        return string.IsNullOrWhiteSpace(postgres)
            ? throw new GridConfigurationException(
                $"Set {PostgresVariable} to a PostgreSQL connection string, or say '--journal volatile' to keep nothing.")
            : ReadDrain(new(settings, Check(postgres), chosen, cluster));
    }

    private static string Check(string postgres)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(postgres).ConnectionString;
        }
        catch (ArgumentException exception)
        {
            throw new GridConfigurationException(
                $"{PostgresVariable} is not a connection string like 'Host=…;Username=…;Database=…': "
                + exception.Message, exception);
        }
    }

    private static GridRole ReadRole(string? text, GridRole otherwise) => text switch
    {
        null or "" => otherwise,
        "silo" => GridRole.Silo,
        "client" => GridRole.Client,
        _ => throw new GridConfigurationException($"The role is '{text}'; 'silo' or 'client' is expected."),
    };

    private static GridNodeOptions ReadDrain(GridNodeOptions options)
    {
        var text = Environment.GetEnvironmentVariable(DrainVariable);
        return string.IsNullOrEmpty(text) ? options
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 300
            ? options with { Drain = TimeSpan.FromSeconds(seconds) }
            : throw new GridConfigurationException($"{DrainVariable} is '{text}'; 0 to 300 seconds are expected.");
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
/// <param name="Address">IP address, or a host name that resolves to one, at which the others reach this silo.</param>
/// <param name="SiloPort">Port for other silos.</param>
/// <param name="GatewayPort">Port for clients.</param>
public sealed record ClusterOptions(string Name, string Address, int SiloPort, int GatewayPort)
{
    /// <summary>Environment variable of <see cref="Address"/>; default 127.0.0.1.</summary>
    public const string AddressVariable = "ORDERGRID_ADDRESS";

    /// <summary>Environment variable of <see cref="SiloPort"/>; default 11111.</summary>
    public const string SiloPortVariable = "ORDERGRID_SILO_PORT";

    /// <summary>Environment variable of <see cref="GatewayPort"/>; default 30000.</summary>
    public const string ClientPortVariable = "ORDERGRID_CLIENT_PORT";

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
                Environment.GetEnvironmentVariable(AddressVariable) ?? "127.0.0.1",
                Port(SiloPortVariable, DefaultSiloPort),
                Port(ClientPortVariable, DefaultGatewayPort));
    }

    private static int Port(string variable, int otherwise)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 ? port
            : throw new GridConfigurationException($"{variable} is '{text}'; a port of 1 to 65535 is expected.");
    }
}
