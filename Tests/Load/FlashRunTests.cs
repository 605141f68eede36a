using OrderGrid.Load.Flash;
using OrderGrid.Load.Landscape;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>A small sale against a node, an ERP and a journal of its own.</summary>
public sealed class FlashRunTests(PostgresCluster server)
{
    private const int Timeout = 240_000;

    [Fact(Timeout = Timeout)]
    public async Task A_hot_sale_sells_exactly_the_stock_and_its_audit_finds_nothing_broken()
    {
        var folder = Directory.CreateTempSubdirectory("ordergrid-flash-");
        var settings = new FlashSettings(
            FlashScenario.Hot, 200, TimeSpan.FromSeconds(3), 1, Path.Combine(folder.FullName, "flash.html"))
        {
            Connections = 64,
        };
        var postgres = await server.CreateDatabaseAsync();

        var programs = new LandscapePrograms(postgres, Program("Gateway"), Program("Sandbox"));

        var result = await new FlashRun(settings, programs, new(TextWriter.Null, null), TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        result.Verdicts.Where(verdict => !verdict.Kept).ShouldBeEmpty();
        result.Record.Count(FlashOutcome.Accepted).ShouldBe((int)result.Plan.StockPerSku);
        result.Tally.Unsent.ShouldBe(0);
        folder.Delete(recursive: true);
    }

    private static string Program(string project) =>
        Path.Combine(AppContext.BaseDirectory, $"OrderGrid.{project}.dll");
}
