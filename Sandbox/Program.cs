using OrderGrid.Sandbox.Hosting;

namespace OrderGrid.Sandbox;

/// <summary>The sandbox as a program of its own.</summary>
internal static class Program
{
    private const int WrongUsage = 64;

    public static async Task<int> Main(string[] args)
    {
        var secret = Environment.GetEnvironmentVariable(SandboxArguments.SecretVariable);
        var (options, problem) = SandboxArguments.Read(args, secret);
        if (options is null)
        {
            await Console.Error.WriteLineAsync($"{problem}\n{SandboxArguments.Usage}");
            return WrongUsage;
        }

        await using var host = await SandboxHost.StartAsync(options);
        await Console.Out.WriteLineAsync(
            $"Sandbox listens on {host.BaseAddress}, calls back to {host.GridUrl?.ToString() ?? "nobody yet"}, "
            + $"keeps ledgers in {options.LedgerDirectory ?? "memory"}.");
        await host.WaitForShutdownAsync();
        return 0;
    }
}
