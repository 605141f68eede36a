using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Erp;

/// <summary>How the ERP answers a shipment.</summary>
public enum InvoiceMode
{
    /// <summary>The invoice is in the reply.</summary>
    Reply,

    /// <summary>The reply has none; an <c>invoice.posted</c> event follows.</summary>
    Callback,

    /// <summary>The shipment is booked and never invoiced.</summary>
    Never,
}

/// <summary>How the ERP behaves.</summary>
public sealed record ErpSettings
{
    /// <summary>False makes a second document for a repeated key. Default true.</summary>
    public bool Dedupe { get; init; } = true;

    /// <summary>How a shipment is invoiced. Default in the reply.</summary>
    public InvoiceMode Invoice { get; init; } = InvoiceMode.Reply;

    /// <summary>Shortest time to an invoice that is called back, in milliseconds. Default 50.</summary>
    public int InvoiceDelayMs { get; init; } = 50;

    /// <summary>Longest such time. Default 300.</summary>
    public int InvoiceDelayMaxMs { get; init; } = 300;

    /// <summary>Chance, 0 to 1, that an invoice bills one piece too few on its first line. Default 0.</summary>
    public double MisinvoiceProbability { get; init; }

    /// <summary>True refuses a shipment of which the ERP does not know the order. Default false.</summary>
    public bool RequireOrder { get; init; }
}

/// <summary>A simulated ERP: sales orders, shipments, invoices.</summary>
public sealed class ErpSystem : DocumentDesk
{
    /// <summary>The system's name.</summary>
    public const string SystemName = "erp";

    private const string Orders = "orders";
    private const string Shipments = "shipments";

    private readonly Dictionary<string, long> _numbers = [];

    /// <summary>Opens the ERP and what its ledger remembers.</summary>
    public ErpSystem(PartnerContext context, ErpSettings settings) : base(SystemName, context)
    {
        Settings = settings;
        Restore();
    }

    /// <summary>How it behaves from now on.</summary>
    public ErpSettings Settings { get; set; }

    /// <inheritdoc/>
    protected override bool Deduplicates => Settings.Dedupe;

    /// <inheritdoc/>
    protected override PartnerReply? Refuse(PartnerCall call, JsonElement body)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Collection == Shipments && Lines(body) is null)
        {
            return PartnerReply.Refusal(
                422, "LinesMissing", "A shipment needs lines with a whole line number and a quantity above zero.");
        }

        return call.Collection == Shipments && Settings.RequireOrder
            && Documents(Orders, body.Text("orderKey") ?? "").Count == 0
            ? PartnerReply.Refusal(422, "UnknownOrder", "The shipment's orderKey is not the key of an order here.")
            : null;
    }

    /// <inheritdoc/>
    protected override (string Number, JsonElement Content) Create(PartnerCall call, JsonElement body, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Collection == Orders)
        {
            return (NextNumber(Orders, "SO-"), body);
        }

        var content = new JsonObject
        {
            ["invoice"] = Settings.Invoice == InvoiceMode.Never ? null : Invoice(call.Key, body),
            ["document"] = JsonNode.Parse(body.GetRawText()),
            ["invoiceInReply"] = Settings.Invoice == InvoiceMode.Reply,
        };
        return (NextNumber(Shipments, "DN-"), content.ToElement());
    }

    /// <inheritdoc/>
    protected override PartnerReply Show(int status, LedgerEntry document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var content = document.Content!.Value;
        var reply = new JsonObject { ["key"] = document.Key };
        if (document.Collection == Orders)
        {
            reply["erpNumber"] = document.Number;
            return PartnerReply.Json(status, reply);
        }

        reply["deliveryNumber"] = document.Number;
        if (content.GetProperty("invoiceInReply").GetBoolean())
        {
            reply["invoice"] = JsonNode.Parse(content.GetProperty("invoice").GetRawText());
        }

        return PartnerReply.Json(status, reply);
    }

    /// <inheritdoc/>
    protected override void OnCreated(LedgerEntry document, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Collection != Shipments || Settings.Invoice != InvoiceMode.Callback)
        {
            return;
        }

        var content = document.Content!.Value;
        var body = content.GetProperty("document");
        var due = Now + Dice.For(Context.Seed, $"{document.Key}#{ordinal}").Between(
            TimeSpan.FromMilliseconds(Settings.InvoiceDelayMs), TimeSpan.FromMilliseconds(Settings.InvoiceDelayMaxMs));
        var eventId = $"evt_{StableId(document.Key, $"invoice{ordinal}")}";
        var text = new JsonObject
        {
            ["type"] = "invoice.posted",
            ["eventId"] = eventId,
            ["order"] = body.Text("orderKey"),
            ["shipment"] = ShipmentNumber(body),
            ["time"] = due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["invoice"] = JsonNode.Parse(content.GetProperty("invoice").GetRawText()),
        };
        Queue([new Callback(eventId, 0, document.Key, due, text.ToJsonString(SandboxJson.Options), Ordered: true)]);
    }

    /// <inheritdoc/>
    protected override void OnEntry(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Kind == LedgerEntryKind.Document)
        {
            _numbers[entry.Collection] = _numbers.GetValueOrDefault(entry.Collection) + 1;
        }
    }

    /// <inheritdoc/>
    protected override void OnReset() => _numbers.Clear();

    private static List<(int Line, long Quantity, JsonElement Element)>? Lines(JsonElement body)
    {
        var lines = new List<(int, long, JsonElement)>();
        foreach (var element in body.Items("lines"))
        {
            if (element.At("line") is not { ValueKind: JsonValueKind.Number } line || !line.TryGetInt32(out var number)
                || element.At("quantity") is not { ValueKind: JsonValueKind.Number } quantity
                || !quantity.TryGetInt64(out var pieces) || pieces <= 0)
            {
                return null;
            }

            lines.Add((number, pieces, element));
        }

        return lines.Count == 0 ? null : lines;
    }

    // A shipment may be named by its number or be an object that carries one.
    private static string? ShipmentNumber(JsonElement body) =>
        body.Text("shipment") ?? body.At("shipment.number")?.GetString() ?? body.Text("key");

    private JsonObject Invoice(string key, JsonElement body)
    {
        var underbilled = Dice.For(Context.Seed, $"invoice {key}").Rolls(Settings.MisinvoiceProbability);
        var lines = new JsonArray();
        foreach (var (line, quantity, element) in Lines(body)!)
        {
            var billed = underbilled && lines.Count == 0 ? quantity - 1 : quantity;
            var one = new JsonObject { ["line"] = line, ["quantity"] = billed };
            if (element.At("amount") is { } amount)
            {
                one["amount"] = JsonNode.Parse(amount.GetRawText());
            }

            lines.Add(one);
        }

        var number = _numbers.GetValueOrDefault(Shipments) + 1;
        return new JsonObject { ["number"] = $"INV-{number + 900000}", ["lines"] = lines };
    }

    private string NextNumber(string collection, string prefix) =>
        $"{prefix}{_numbers.GetValueOrDefault(collection) + 100001}";
}
