using System.Text;
using System.Text.Json;
using OrderGrid.Sandbox.Carrier;
using OrderGrid.Sandbox.Erp;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Warehouse;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>What tests and people use: ledgers, faults, settings. Faults never touch it.</summary>
internal sealed class OperatorEndpoints(PartnerLandscape landscape, GridAddress grid)
{
    private static readonly Lazy<string> Overview = new(ReadOverview);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => TypedResults.Content(Overview.Value, "text/html", Encoding.UTF8));
        routes.MapGet("/healthz", () => TypedResults.Text("ok"));
        routes.MapGet("/_ledger", () => Json(landscape.All.Select(system => system.Summarize(withKeys: false))));
        routes.MapGet("/_ledger/{system}", (string system, bool? keys) =>
            landscape.Find(system) is { } found ? Json(found.Summarize(keys ?? true)) : TypedResults.NotFound());
        routes.MapGet("/_ledger/{system}/entries", Entries);
        routes.MapPost("/_reset", () =>
        {
            landscape.Reset();
            return TypedResults.NoContent();
        });
        routes.MapGet("/_faults", () => Json(landscape.All.ToDictionary(system => system.Name, Faults)));
        routes.MapGet("/_faults/{system}", (string system) =>
            landscape.Find(system) is { } found ? Json(Faults(found)) : TypedResults.NotFound());
        routes.MapPut("/_faults/{system}", PutFaultsAsync);
        routes.MapDelete("/_faults/{system}", (string system) => SetFaults(system, FaultScript.None));
        routes.MapGet("/_settings/{system}", (string system) => Settings(landscape.Find(system)));
        routes.MapPut("/_settings/{system}", PutSettingsAsync);
        routes.MapGet("/_grid", () => Json(new GridSetting(grid.Url)));
        routes.MapPut("/_grid", async (HttpContext http) => await ReadAsync<GridSetting>(http) is { } setting
            ? Done(() => grid.Url = setting.Url)
            : Malformed());
    }

    private static IResult Json<T>(T value) => TypedResults.Json(value, SandboxJson.Options);

    private static IResult Malformed() => TypedResults.Problem(
        "The body is not JSON of the expected members.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Done(Action work)
    {
        work();
        return TypedResults.NoContent();
    }

    private static async Task<T?> ReadAsync<T>(HttpContext http) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(
                http.Request.Body, SandboxJson.Options, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object Faults(PartnerSystem system)
    {
        var (script, fired) = system.Faults();
        return new { script, fired };
    }

    private static IResult Settings(PartnerSystem? system) => system switch
    {
        ErpSystem erp => Json(erp.Settings),
        WarehouseSystem warehouse => Json(warehouse.Settings),
        CarrierSystem carrier => Json(carrier.Settings),
        _ => TypedResults.NotFound(),
    };

    private static string ReadOverview()
    {
        using var page = typeof(OperatorEndpoints).Assembly.GetManifestResourceStream("Overview.html")!;
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }

    private IResult Entries(string system) => landscape.Find(system) is not { } found
        ? TypedResults.NotFound()
        : TypedResults.Stream(
            async body =>
            {
                foreach (var entry in found.Entries)
                {
                    await JsonSerializer.SerializeAsync(body, entry, SandboxJson.Options);
                    await body.WriteAsync("\n"u8.ToArray());
                }
            },
            "application/x-ndjson");

    private async Task<IResult> PutFaultsAsync(string system, HttpContext http)
    {
        if (await ReadAsync<FaultScript>(http) is not { } script)
        {
            return Malformed();
        }

        return script.Problem() is { } problem
            ? TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest)
            : SetFaults(system, script);
    }

    private IResult SetFaults(string system, FaultScript script) =>
        landscape.Script(system, script) ? TypedResults.NoContent() : TypedResults.NotFound();

    private async Task<IResult> PutSettingsAsync(string system, HttpContext http)
    {
        switch (landscape.Find(system))
        {
            case ErpSystem erp when await ReadAsync<ErpSettings>(http) is { } settings:
                return Done(() => erp.Settings = settings);
            case WarehouseSystem warehouse when await ReadAsync<WarehouseSettings>(http) is { } settings:
                return Done(() => warehouse.Settings = settings);
            case CarrierSystem carrier when await ReadAsync<CarrierSettings>(http) is { } settings:
                return Done(() => carrier.Settings = settings);
            case ErpSystem or WarehouseSystem or CarrierSystem:
                return Malformed();
            default:
                return TypedResults.NotFound();
        }
    }

    private sealed record GridSetting(Uri? Url);
}
