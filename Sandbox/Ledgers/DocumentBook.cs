namespace OrderGrid.Sandbox.Ledgers;

/// <summary>The ledger's entries folded into counts and documents by key. Guarded by its partner system.</summary>
public sealed class DocumentBook
{
    private readonly Dictionary<(string Collection, string Key), KeyRecord> _keys = [];
    private readonly Dictionary<LedgerEntryKind, int> _counts = [];
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private int _distinct;

    /// <summary>Takes one more entry into account.</summary>
    public void Apply(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _counts[entry.Kind] = Count(entry.Kind) + 1;
        if (entry.Kind == LedgerEntryKind.Fault)
        {
            var name = entry.Number ?? "";
            _faults[name] = _faults.GetValueOrDefault(name) + 1;
        }
        else if (entry.Kind is LedgerEntryKind.Receipt or LedgerEntryKind.Document)
        {
            Apply(entry, Record(entry.Collection, entry.Key));
        }
    }

    /// <summary>How many entries of a kind there are.</summary>
    public int Count(LedgerEntryKind kind) => _counts.GetValueOrDefault(kind);

    /// <summary>The documents made under a key, in order.</summary>
    public IReadOnlyList<LedgerEntry> Find(string collection, string key) =>
        _keys.TryGetValue((collection, key), out var record) ? record.Documents : [];

    /// <summary>Adds everything up; the outbox and the system add what they know.</summary>
    public LedgerSummary Summarize(string system, bool withKeys) => new()
    {
        System = system,
        Receipts = Count(LedgerEntryKind.Receipt),
        Documents = Count(LedgerEntryKind.Document),
        DistinctKeys = _distinct,
        DuplicateEffects = Count(LedgerEntryKind.Document) - _distinct,
        DuplicateReceipts = Count(LedgerEntryKind.Repeat),
        Refusals = Count(LedgerEntryKind.Refusal),
        Finds = Count(LedgerEntryKind.Find),
        Cancellations = Count(LedgerEntryKind.Cancellation),
        Faults = new SortedDictionary<string, int>(_faults, StringComparer.Ordinal),
        CallbacksQueued = Count(LedgerEntryKind.CallbackQueued),
        CallbacksDelivered = Count(LedgerEntryKind.CallbackDelivered),
        CallbacksOutstanding = 0,
        CallbackFailures = 0,
        Keys = withKeys ? [.. _keys.Select(pair => Describe(pair.Key, pair.Value))] : null,
    };

    private static LedgerKey Describe((string Collection, string Key) name, KeyRecord record) => new(
        name.Collection,
        name.Key,
        record.Receipts,
        record.Documents.Count,
        [.. record.Documents.Select(document => document.Number ?? "")]);

    private void Apply(LedgerEntry entry, KeyRecord record)
    {
        if (entry.Kind == LedgerEntryKind.Receipt)
        {
            record.Receipts++;
            return;
        }

        _distinct += record.Documents.Count == 0 ? 1 : 0;
        record.Documents.Add(entry);
    }

    private KeyRecord Record(string collection, string key)
    {
        if (!_keys.TryGetValue((collection, key), out var record))
        {
            _keys[(collection, key)] = record = new KeyRecord();
        }

        return record;
    }

    private sealed class KeyRecord
    {
        public int Receipts { get; set; }

        public List<LedgerEntry> Documents { get; } = [];
    }
}
