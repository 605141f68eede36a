using OrderGrid.Gateway.Hosting;
using OrderGrid.Hosting;

try
{
    var options = GatewayOptions.Read();
    var node = GridNodeOptions.Read(args, GridRole.Silo);
    options.Http.Check(ListenAddress.Variable);
    options.AdminHttp.Check(GatewayOptions.AdminVariable);
    await using var application = GatewayHost.Build(options, node);
    await application.StartAsync();
    Console.WriteLine($"OrderGrid listens at {string.Join(" and ", application.Urls)}.");
    if (node.Postgres is null)
    {
        Console.WriteLine("The journal is volatile: nothing is kept after the process ends.");
    }

    await application.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is GridConfigurationException or IOException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
