using System.Buffers;
using System.Collections.Concurrent;
using OrderGrid.Sandbox.Carrier;
using OrderGrid.Sandbox.Erp;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Warehouse;
using OrderGrid.Sandbox.Webhooks;

namespace OrderGrid.Sandbox.Partners;

/// <summary>
/// All partner systems of one sandbox. Warehouses and sinks come into being when they are first named. Usable without
/// HTTP: with a virtual clock it is deterministic.
/// </summary>
public sealed class PartnerLandscape : IDisposable
{
    /// <summary>Longest name of a node or a sink, in characters.</summary>
    public const int MaxNameLength = 32;

    /// <summary>Most warehouses and sinks: names come from callers and must not exhaust the process.</summary>
    public const int MaxSystems = 200;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly Lock _gate = new();
    private readonly SandboxOptions _options;
    private readonly PartnerContext _context;
    private readonly ConcurrentDictionary<string, PartnerSystem> _systems = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FaultScript> _scripts;

    /// <summary>Opens every system that is configured or has left a ledger behind.</summary>
    public PartnerLandscape(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _scripts = new Dictionary<string, FaultScript>(options.Faults, StringComparer.OrdinalIgnoreCase);
        _context = new PartnerContext(options.Clock, options.Seed)
        {
            LedgerDirectory = options.LedgerDirectory,
            Backoff = options.Backoff,
            CallbackQueued = () => CallbackQueued?.Invoke(this, EventArgs.Empty),
        };
        if (options.LedgerDirectory is not null)
        {
            Directory.CreateDirectory(options.LedgerDirectory);
        }

        Erp = Add(new ErpSystem(_context, options.Erp));
        Carrier = Add(new CarrierSystem(_context, options.Carrier));
        foreach (var name in options.Nodes.Keys.Select(node => $"{WarehouseSystem.Family}-{node}").Concat(Remembered()))
        {
            Find(name);
        }
    }

    /// <summary>Raised, on the thread of the call that caused it, when an outbox has got something new.</summary>
    public event EventHandler? CallbackQueued;

    /// <summary>The ERP.</summary>
    public ErpSystem Erp { get; }

    /// <summary>The carrier.</summary>
    public CarrierSystem Carrier { get; }

    /// <summary>Every system there is, by name.</summary>
    public IReadOnlyList<PartnerSystem> All =>
        [.. _systems.Values.OrderBy(system => system.Name, StringComparer.Ordinal)];

    /// <summary>The warehouse of a node; null when the name is not one or there are too many.</summary>
    public WarehouseSystem? Warehouse(string node) => Find($"{WarehouseSystem.Family}-{node}") as WarehouseSystem;

    /// <summary>A sink of webhooks; null when the name is not one or there are too many.</summary>
    public WebhookSink? Webhooks(string name) => Find($"{WebhookSink.Family}-{name}") as WebhookSink;

    /// <summary>
    /// A system by its name, opened if it is a warehouse or a sink; null when there can be none of that name.
    /// </summary>
    public PartnerSystem? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_systems.TryGetValue(name, out var known))
        {
            return known;
        }

        lock (_gate)
        {
            return _systems.TryGetValue(name, out known) ? known : Open(name);
        }
    }

    /// <summary>
    /// Sets the faults of a system, or of a family (<c>wms</c>, <c>webhooks</c>) and all its members, those to come
    /// included. False when there can be no such system.
    /// </summary>
    public bool Script(string name, FaultScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        lock (_gate)
        {
            var isFamily = IsFamily(name);
            if (!isFamily && Find(name) is null)
            {
                return false;
            }

            _scripts[name] = script;
            foreach (var system in _systems.Values.Where(system => isFamily
                ? system.Name.StartsWith($"{name}-", StringComparison.OrdinalIgnoreCase)
                : system.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                system.Script(script);
            }

            return true;
        }
    }

    /// <summary>Forgets everything every system knows, and all faults.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _scripts.Clear();
            foreach (var system in _systems.Values)
            {
                system.Reset();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var system in _systems.Values)
        {
            system.Dispose();
        }
    }

    private static bool IsFamily(string name) =>
        name.Equals(WarehouseSystem.Family, StringComparison.OrdinalIgnoreCase)
        || name.Equals(WebhookSink.Family, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Remembered() => _options.LedgerDirectory is null
        ? []
        : Directory.EnumerateFiles(_options.LedgerDirectory, "*.ndjson")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    private PartnerSystem? Open(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !IsFamily(name[..dash]) || _systems.Count >= MaxSystems)
        {
            return null;
        }

        var member = name[(dash + 1)..];
        if (member.Length is 0 or > MaxNameLength || member.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        return name.StartsWith($"{WarehouseSystem.Family}-", StringComparison.OrdinalIgnoreCase)
            ? Add(new WarehouseSystem(member, _context, _options.Nodes.GetValueOrDefault(member, _options.Warehouse)))
            : Add(new WebhookSink(member, _context, _options.SecretOf($"{WebhookSink.Family}-{member}")));
    }

    private T Add<T>(T system) where T : PartnerSystem
    {
        var family = system.Name.Split('-')[0];
        if (_scripts.TryGetValue(system.Name, out var script) || _scripts.TryGetValue(family, out script))
        {
            system.Script(script);
        }

        _systems[system.Name] = system;
        return system;
    }
}
