using System.Diagnostics;
using System.Globalization;
using OrderGrid.Conventions;
using OrderGrid.Hosting;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>
/// The parts of <c>./grid</c> behind its commands, on a data folder of the test's own and with the programs that were
/// built with the tests.
/// </summary>
internal sealed class GridScript(string data, int port, int adminPort, string settings)
{
    private const string Prelude =
        """
        set -euo pipefail
        data=$1 runtime=$2 programs=$3 root=$PWD
        shift 3
        for part in say build postgres node; do . "scripts/$part.sh"; done
        runtime_choose() { :; }
        build_release() { :; }
        program() { printf '%s/%s' "$programs" "$3"; }
        "$@" 2>&1
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What a command printed, and its exit code.</summary>
    public async Task<(int Code, string Text)> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(
            "bash",
            ["-c", Prelude, "grid", data, GridRuntime.Name, AppContext.BaseDirectory, .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["CI"] = "true";
        start.Environment["ORDERGRID_DRAIN_SECONDS"] = "0";
        start.Environment["ORDERGRID_CONFIG"] = settings;
        start.Environment["ORDERGRID_HTTP"] = Address(port);
        start.Environment["ORDERGRID_ADMIN_HTTP"] = Address(adminPort);
        using var process = Process.Start(start)!;
        using var ended = new CancellationTokenSource(Patience);
        var text = await process.StandardOutput.ReadToEndAsync(ended.Token);
        await process.WaitForExitAsync(ended.Token);
        return (process.ExitCode, text);
    }

    private static bool IsOurs(string variable) => variable.StartsWith("ORDERGRID_", StringComparison.Ordinal);

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
