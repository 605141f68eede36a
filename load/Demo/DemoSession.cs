using OrderGrid.Load.Audit;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Demo;

/// <summary>Everything one demo works with. Disposing it ends what it started.</summary>
internal sealed class DemoSession : IAsyncDisposable
{
    /// <summary>Opens it; no process is started yet.</summary>
    public DemoSession(DemoSettings settings, TimeProvider clock)
    {
        Settings = settings;
        Day = DayOfOrders.Read(settings.Seed, settings.Samples);
        Landscape = new GridLandscape(
            settings.Programs, new LandscapeShape(Warehouses: true, null), settings.Folder, clock);
        Journal = new JournalFollower(settings.Programs.Postgres, clock);
        Sandbox = new SandboxClient(Landscape.SandboxUrl);
        Grid = new GridClient(Landscape.NodeUrl, Landscape.AdminUrl);
    }

    /// <summary>What was asked for.</summary>
    public DemoSettings Settings { get; }

    /// <summary>What is sent.</summary>
    public DayOfOrders Day { get; }

    /// <summary>The processes.</summary>
    public GridLandscape Landscape { get; }

    /// <summary>The journal, read from outside.</summary>
    public JournalFollower Journal { get; }

    /// <summary>The partners.</summary>
    public SandboxClient Sandbox { get; }

    /// <summary>The grid, from outside.</summary>
    public GridClient Grid { get; }

    /// <summary>The books of all partners that the grid sends documents to.</summary>
    public Task<PartnerLedger[]> BooksAsync(CancellationToken cancellation) =>
        Task.WhenAll(Day.Nodes.Select(node => $"wms-{node}").Prepend(DemoFaults.Erp)
            .Select(system => Sandbox.LedgerAsync(system, cancellation)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        Grid.Dispose();
        await Landscape.DisposeAsync();
        await Journal.DisposeAsync();
    }
}
