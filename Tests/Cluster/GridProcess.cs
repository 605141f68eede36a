using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OrderGrid.Tests.Cluster;

/// <summary>One process of the grid, started from the build's output.</summary>
internal sealed class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GridProcess(Process process, string upMark)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data, upMark);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, upMark);
    }

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Starts <c>OrderGrid.{project}</c> with these variables and no others of the grid's.</summary>
    public static GridProcess Start(string project, string upMark, IReadOnlyDictionary<string, string> variables)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"OrderGrid.{project}.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var made = new GridProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, upMark);
        made._process.Start();
        made._process.BeginOutputReadLine();
        made._process.BeginErrorReadLine();
        return made;
    }

    /// <summary>Returns once it has said that it is up.</summary>
    public async Task UpAsync()
    {
        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(_up.Task, ended).WaitAsync(Patience, TestContext.Current.CancellationToken);
        _up.Task.IsCompletedSuccessfully.ShouldBeTrue($"The process ended: {string.Join('\n', _lines)}");
    }

    /// <summary>Ends it without giving it a chance (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end (SIGTERM).</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Its exit code, once it has ended and its output is read.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool IsOurs(string variable) => variable.StartsWith("ORDERGRID_", StringComparison.Ordinal);

    private void Hear(string? line, string upMark)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (line.Contains(upMark, StringComparison.Ordinal))
        {
            _up.TrySetResult();
        }
    }
}
