using System.Globalization;
using System.Net;
using System.Text.Json;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Demo;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Flash;

/// <summary>A node, its ERP and its journal, for one run. Disposing it ends what it started.</summary>
internal sealed class FlashSession : IAsyncDisposable
{
    private const string Erp = "erp";
    private readonly GridLandscape _landscape;

    /// <summary>Opens it; no process is started yet.</summary>
    public FlashSession(FlashPlan plan, LandscapePrograms programs, string folder, TimeProvider clock)
    {
        _landscape = new(programs, new(Warehouses: false, plan.ChannelRate), folder, clock);
        Journal = new(programs.Postgres, clock);
        Sandbox = new(_landscape.SandboxUrl);
        Grid = new(_landscape.NodeUrl, _landscape.AdminUrl);
    }

    /// <summary>The journal, read from outside.</summary>
    public JournalFollower Journal { get; }

    /// <summary>The partners.</summary>
    public SandboxClient Sandbox { get; }

    /// <summary>The grid, from outside.</summary>
    public GridClient Grid { get; }

    /// <summary>Where buyers reach the node.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, _landscape.NodeUrl.Port);

    /// <summary>Resident memory of the node.</summary>
    public double NodeMegabytes => _landscape.NodeMemory / (1024.0 * 1024);

    /// <summary>Starts everything and stocks the shelves of the plans.</summary>
    public async Task StartAsync(IReadOnlyList<FlashPlan> plans, CancellationToken cancellation)
    {
        await Journal.RequireEmptyAsync(cancellation);
        await _landscape.StartSandboxAsync(cancellation);
        await _landscape.StartNodeAsync([FlashPlan.StockNode], cancellation);
        var stock = plans.SelectMany(plan => plan.Stock).ToList();
        foreach (var channel in plans.SelectMany(plan => plan.Streams).Select(stream => stream.Channel).Distinct())
        {
            await Grid.ConfigureAsync(channel, Configuration(stock), cancellation);
        }

        await Grid.LoadStockAsync(FlashPlan.StockNode, stock, cancellation);
    }

    /// <summary>The ERP is away for a while.</summary>
    public Task TakeErpAwayAsync(TimeSpan length, CancellationToken cancellation) =>
        Sandbox.ScriptAsync(Erp, 1, DemoFaults.Away(length), cancellation);

    /// <summary>Orders in the ERP's book.</summary>
    public Task<int> CountBookedAsync(CancellationToken cancellation) =>
        Sandbox.CountDocumentsAsync(Erp, cancellation);

    /// <summary>The ERP's book.</summary>
    public Task<PartnerLedger> BookAsync(CancellationToken cancellation) => Sandbox.LedgerAsync(Erp, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        Grid.Dispose();
        await _landscape.DisposeAsync();
        await Journal.DisposeAsync();
    }

    private static string Configuration(IEnumerable<StockRow> stock)
    {
        var listings = stock.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"channelSku":"{{{row.Sku}}}","sku":"{{{row.Sku}}}","units":{"EA":1}}"""));
        var nodes = JsonSerializer.Serialize(new[] { FlashPlan.StockNode });
        return $$$"""
            {"format":"canonical","currency":"EUR","nodes":{{{nodes}}},"shipWithinHours":48,
             "listings":[{{{string.Join(',', listings)}}}]}
            """;
    }
}
