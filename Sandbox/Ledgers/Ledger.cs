using System.Text;
using System.Text.Json;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Ledgers;

/// <summary>
/// A partner system's append-only book. With a file it survives the end of the process: every line reaches the
/// operating system before the call that caused it is answered. It does not survive a power cut.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly List<LedgerEntry> _entries = [];
    private readonly FileStream? _file;
    private readonly Lock _gate = new();

    /// <summary>Opens the ledger; <paramref name="path"/> null keeps it in memory only.</summary>
    public Ledger(TimeProvider clock, string? path)
    {
        _clock = clock;
        if (path is not null)
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            Load(_file);
        }
    }

    /// <summary>Everything written so far.</summary>
    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Writes a line.</summary>
    public LedgerEntry Append(LedgerEntryKind kind, string collection, string key, string? number, JsonElement? content)
    {
        lock (_gate)
        {
            var entry = new LedgerEntry(
                _entries.Count + 1, _clock.GetUtcNow(), kind, collection, key, number, content);
            _file?.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, SandboxJson.Options), (byte)'\n']);
            _entries.Add(entry);
            return entry;
        }
    }

    /// <summary>Forgets everything, on disk too.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _file?.SetLength(0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Load(FileStream file)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        // A process that was killed may have left half a line: what has no line end was never answered.
        var whole = content.AsSpan(0, content.AsSpan().LastIndexOf((byte)'\n') + 1);
        foreach (var line in Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _entries.Add(JsonSerializer.Deserialize<LedgerEntry>(line, SandboxJson.Options)
                ?? throw new InvalidDataException($"{file.Name} has an empty entry."));
        }

        file.SetLength(whole.Length);
        file.Position = whole.Length;
    }
}
