using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.Json;
using OrderGrid.Load.Audit;

namespace OrderGrid.Load.Landscape;

/// <summary>The operator's side of the sandbox: stock, faults, ledgers.</summary>
internal sealed class SandboxClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    /// <summary>Puts the opening stock on a warehouse's shelves.</summary>
    public async Task StockAsync(string node, IEnumerable<StockRow> rows, CancellationToken cancellation)
    {
        var counts = new JsonArray([.. rows.Select(row =>
            (JsonNode)new JsonObject { ["sku"] = row.Sku, ["onHand"] = row.OnHand })]);
        await SendAsync(HttpMethod.Post, $"wms/{node}/stock", new JsonObject { ["counts"] = counts }, cancellation);
    }

    /// <summary>Sets what goes wrong at a partner; it replaces what was set before.</summary>
    public Task ScriptAsync(string system, int seed, IEnumerable<JsonObject> rules, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Put,
            $"_faults/{system}",
            new JsonObject { ["seed"] = seed, ["rules"] = new JsonArray([.. rules]) },
            cancellation);

    /// <summary>What a partner's book says, with its keys.</summary>
    public async Task<PartnerLedger> LedgerAsync(string system, CancellationToken cancellation)
    {
        using var json = await GetAsync($"_ledger/{system}", cancellation);
        var root = json.RootElement;
        var faults = root.GetProperty("faults").EnumerateObject();
        return new(
            system,
            root.GetProperty("documents").GetInt32(),
            root.GetProperty("duplicateEffects").GetInt32(),
            root.GetProperty("duplicateReceipts").GetInt32(),
            root.GetProperty("callbacksOutstanding").GetInt32(),
            faults.ToImmutableDictionary(fault => fault.Name, fault => fault.Value.GetInt32()),
            [.. root.GetProperty("keys").EnumerateArray().Select(key => new LedgerDocument(
                key.GetProperty("collection").GetString()!,
                key.GetProperty("key").GetString()!,
                key.GetProperty("documents").GetInt32()))]);
    }

    /// <summary>How many documents a partner has made.</summary>
    public async Task<int> CountDocumentsAsync(string system, CancellationToken cancellation)
    {
        using var json = await GetAsync($"_ledger/{system}?keys=false", cancellation);
        return json.RootElement.GetProperty("documents").GetInt32();
    }

    /// <summary>What stands on a warehouse's shelves, by SKU.</summary>
    public async Task<ImmutableDictionary<string, long>> ShelvesAsync(string node, CancellationToken cancellation)
    {
        using var json = await GetAsync($"wms/{node}/stock", cancellation);
        return json.RootElement.GetProperty("counts").EnumerateArray().ToImmutableDictionary(
            count => count.GetProperty("sku").GetString()!, count => count.GetProperty("onHand").GetInt64());
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellation)
    {
        await using var body = await _client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellation);
        return await JsonDocument.ParseAsync(body, default, cancellation);
    }

    private async Task SendAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body),
        };
        using var answer = await _client.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            throw new LoadException($"The sandbox answered {(int)answer.StatusCode} to {method} {path}: {text}");
        }
    }
}
