using System.Diagnostics;
using System.Globalization;

namespace OrderGrid.Tests.Cluster;

/// <summary>One process of the grid, started from the build's output.</summary>
internal sealed class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Mark, TaskCompletionSource Heard)> _waiting = [];

    private GridProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Starts <c>OrderGrid.{project}</c> with these variables and no others of the grid's.</summary>
    public static GridProcess Start(string project, IReadOnlyDictionary<string, string> variables)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"OrderGrid.{project}.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            UseShellExecute = false,
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

        var made = new GridProcess(new Process { StartInfo = start });
        made._process.Start();
        made._process.BeginOutputReadLine();
        made._process.BeginErrorReadLine();
        return made;
    }

    /// <summary>Returns once it has printed a line with this in it; fails when it ends without.</summary>
    public async Task HeardAsync(string mark)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((mark, heard));
            if (_lines.Any(line => line.Contains(mark, StringComparison.Ordinal)))
            {
                heard.TrySetResult();
            }
        }

        await Task.WhenAny(heard.Task, _process.WaitForExitAsync(Stop)).WaitAsync(Patience, Stop);
        heard.Task.IsCompletedSuccessfully.ShouldBeTrue($"The process ended: {string.Join('\n', Lines)}");
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
        await _process.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
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

    private void Hear(string? line)
    {
        lock (_gate)
        {
            if (line is not null)
            {
                _lines.Add(line);
                _waiting.Where(one => line.Contains(one.Mark, StringComparison.Ordinal)).ToList()
                    .ForEach(one => one.Heard.TrySetResult());
            }
        }
    }
}
