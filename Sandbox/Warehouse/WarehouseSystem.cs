using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Warehouse;

/// <summary>A simulated warehouse: takes releases, picks for a while, ships, and tells the grid.</summary>
public sealed class WarehouseSystem : DocumentDesk
{
    /// <summary>Prefix of the systems' names.</summary>
    public const string Family = "wms";

    private const string Releases = "releases";

    private readonly WarehouseStock _stock = new();
    private readonly Dictionary<string, List<Callback>> _planned = [];
    private readonly HashSet<string> _closed = [];

    /// <summary>Opens the warehouse of a node and what its ledger remembers.</summary>
    public WarehouseSystem(string node, PartnerContext context, WarehouseSettings settings)
        : base($"{Family}-{node}", context)
    {
        Node = node;
        Settings = settings;
        Restore();
    }

    /// <summary>The node it stands for.</summary>
    public string Node { get; }

    /// <summary>How it behaves from now on.</summary>
    public WarehouseSettings Settings { get; set; }

    /// <inheritdoc/>
    protected override bool Deduplicates => Settings.Dedupe;

    /// <summary>What stands on the shelves now.</summary>
    public JsonObject CountStock() => Guarded(() => _stock.Count(Node, Now, Sequence));

    /// <summary>Sets shelves to counted quantities; null when it was done, else what is wrong with the body.</summary>
    public string? SetStock(JsonElement body) => Guarded(() =>
    {
        var problem = WarehouseStock.Problem(body);
        if (problem is null)
        {
            Append(LedgerEntryKind.StockCounted, "stock", Node, content: body);
        }

        return problem;
    });

    /// <inheritdoc/>
    protected override PartnerReply? Refuse(PartnerCall call, JsonElement body) =>
        body.Text("orderKey") is null || ReleaseLine.Read(body) is null
            ? PartnerReply.Refusal(
                422, "MalformedRelease", "A release needs orderKey and lines of line, sku and a quantity above zero.")
            : null;

    /// <inheritdoc/>
    protected override (string Number, JsonElement Content) Create(PartnerCall call, JsonElement body, int ordinal) =>
        ($"T-{Node}-{Count(LedgerEntryKind.Document) + 1:D6}", body);

    /// <inheritdoc/>
    protected override PartnerReply Show(int status, LedgerEntry document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var state = _closed.Contains(document.Key) ? "cancelled"
            : Shipped(document.Key) ? "shipped"
            : "open";
        return PartnerReply.Json(status, new JsonObject
        {
            ["key"] = document.Key,
            ["taskNumber"] = document.Number,
            ["state"] = state,
        });
    }

    /// <inheritdoc/>
    protected override void OnCreated(LedgerEntry document, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(document);
        var lines = ReleaseLine.Read(document.Content!.Value)!;
        var dice = Dice.For(Context.Seed, $"{document.Key}#{ordinal}");
        var rejected = dice.Rolls(Settings.RejectProbability)
            || lines.Any(line => Settings.RejectSkus.Contains(line.Sku));
        if (rejected)
        {
            Queue([Event(document, ordinal, new Happening("fulfilment.rejected", "reject", Due(dice)))]);
            return;
        }

        var parts = dice.Rolls(Settings.SplitProbability) ? ReleaseLine.Split(lines, Settings.SplitPercent) : [lines];
        var acknowledged = Now + TimeSpan.FromMilliseconds(Settings.AcknowledgeDelayMs);
        var callbacks = new List<Callback>
        {
            Event(document, ordinal, new Happening("fulfilment.acknowledged", "ack", acknowledged)),
        };
        var due = acknowledged;
        foreach (var (index, part) in parts.Index())
        {
            var packed = Due(dice);
            due = packed > due ? packed : due + TimeSpan.FromMilliseconds(1);
            callbacks.Add(Event(
                document, ordinal, new Happening("shipment.dispatched", $"ship{index + 1}", due) { Lines = part }));
        }

        Queue(callbacks);
    }

    /// <inheritdoc/>
    protected override PartnerReply Cancel(PartnerCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var known = Documents(call.Collection, call.Key);
        if (known.Count == 0)
        {
            return PartnerReply.Refusal(404, "NotFound", $"There is no release with key '{call.Key}'.");
        }

        if (Shipped(call.Key))
        {
            return PartnerReply.Refusal(409, "AlreadyShipped", "The goods have left.");
        }

        if (!_closed.Contains(call.Key))
        {
            foreach (var callback in _planned.GetValueOrDefault(call.Key, []).Where(IsDispatch).ToList())
            {
                Withdraw(callback);
            }

            Append(LedgerEntryKind.Cancellation, call.Collection, call.Key, known[0].Number);
        }

        return Show(200, known[0]);
    }

    /// <inheritdoc/>
    protected override void OnFirstSending(Callback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (!IsDispatch(callback))
        {
            return;
        }

        // A restarted process hands callbacks out again: the goods left only once.
        if (!_stock.HasLeft(callback.EventId))
        {
            Append(LedgerEntryKind.StockShipped, "stock", callback.Subject, callback.EventId, Picked(callback));
        }
    }

    /// <inheritdoc/>
    protected override void OnEntry(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _stock.Apply(entry);
        if (entry.Kind == LedgerEntryKind.Cancellation)
        {
            _closed.Add(entry.Key);
        }
        else if (entry.Kind == LedgerEntryKind.CallbackQueued)
        {
            var callback = entry.Content!.Value.Deserialize<Callback>(SandboxJson.Options)!;
            _planned.TryAdd(entry.Key, []);
            _planned[entry.Key].Add(callback);
        }
    }

    /// <inheritdoc/>
    protected override JsonObject Describe() => _stock.Describe();

    /// <inheritdoc/>
    protected override void OnReset()
    {
        _stock.Clear();
        _planned.Clear();
        _closed.Clear();
    }

    // What left the shelves: a line's pieces, or for a kit the components that the release names.
    private JsonElement Picked(Callback callback)
    {
        using var body = JsonDocument.Parse(callback.Body);
        var released = ReleaseLine.Read(Documents(Releases, callback.Subject)[^1].Content!.Value)!;
        var picked = new JsonArray();
        foreach (var line in body.RootElement.Items("lines"))
        {
            var quantity = line.GetProperty("quantity").GetInt64();
            var ordered = released.First(known => known.Line == line.GetProperty("line").GetInt32());
            foreach (var one in ordered.Pick(quantity))
            {
                picked.Add((JsonNode)one.ToJson());
            }
        }

        return picked.ToElement();
    }

    private static bool IsDispatch(Callback callback) =>
        callback.Body.Contains("\"shipment.dispatched\"", StringComparison.Ordinal);

    private bool Shipped(string key) =>
        _planned.GetValueOrDefault(key, []).Exists(callback => _stock.HasLeft(callback.EventId));

    private DateTimeOffset Due(Dice dice) => Now + dice.Between(
        TimeSpan.FromMilliseconds(Settings.ShipDelayMs), TimeSpan.FromMilliseconds(Settings.ShipDelayMaxMs));

    private Callback Event(LedgerEntry document, int ordinal, Happening happening)
    {
        var id = StableId(document.Key, $"{happening.Part}#{ordinal}");
        var body = new JsonObject
        {
            ["type"] = happening.Type,
            ["eventId"] = $"evt_{id}",
            ["order"] = document.Content!.Value.Text("orderKey"),
        };
        if (happening.Lines is null)
        {
            body["task"] = document.Number;
        }
        else
        {
            body["shipment"] = $"SHP-{id}";
        }

        body["node"] = Node;
        body["time"] = happening.Due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        if (happening.Type == "fulfilment.rejected")
        {
            body["reason"] = Settings.RejectReason;
        }

        if (happening.Lines is not null)
        {
            body["tracking"] = $"TRK{id.ToUpperInvariant()}";
            body["lines"] = new JsonArray([.. happening.Lines.Select(line => line.ToJson())]);
        }

        return new Callback(
            $"evt_{id}", 0, document.Key, happening.Due, body.ToJsonString(SandboxJson.Options), Ordered: true);
    }

    private sealed record Happening(string Type, string Part, DateTimeOffset Due)
    {
        public IReadOnlyList<ReleaseLine>? Lines { get; init; }
    }
}
