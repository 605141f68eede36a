using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrderGrid.Load.Landscape;

/// <summary>A program that a run has started, with its output in a file. It ends with the run.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int ShownLines = 20;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _writing = new();
    private readonly TimeProvider _clock;

    private ChildProcess(Process process, string logFile, TimeProvider clock)
    {
        _process = process;
        _clock = clock;
        LogFile = logFile;
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        _process.OutputDataReceived += Write;
        _process.ErrorDataReceived += Write;
    }

    /// <summary>Where its output goes.</summary>
    public string LogFile { get; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Memory it has resident, in bytes; 0 once it is gone.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>True once it is gone.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts <c>dotnet assembly arguments</c>.</summary>
    public static ChildProcess Start(
        string assembly,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string logFile,
        TimeProvider clock)
    {
        if (!File.Exists(assembly))
        {
            throw new LoadException($"{assembly} does not exist. Run ./grid, which builds it.");
        }

        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start }, logFile, clock);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Kills it at once, as <c>kill -9</c> does: nothing in it can tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail()
    {
        lock (_writing)
        {
            _log.Flush();
        }

        using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(ShownLines));
    }

    /// <summary>Asks it to end, and insists after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
            using var patience = new CancellationTokenSource(DrainTime, _clock);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        lock (_writing)
        {
            _log.Dispose();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);

    private void Write(object sender, DataReceivedEventArgs line)
    {
        lock (_writing)
        {
            if (line.Data is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line.Data);
            }
        }
    }
}
