using System.Text.Json;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Warehouse;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class InProcessTests
{
    private readonly StepClock _clock = new();

    [Fact]
    public void The_same_seed_plays_the_same_run_and_another_seed_another()
    {
        var first = Play(7);

        Play(7).ShouldBe(first);
        Play(8).ShouldNotBe(first);
    }

    [Fact]
    public void A_split_release_ships_exactly_what_was_asked_in_two_shipments()
    {
        using var landscape = Landscape(new WarehouseSettings { SplitPercent = 30 });
        var node = landscape.Warehouse("BER")!;
        node.Exchange(Release("k", 7));

        var shipped = Drain(node).Where(text => Member(text, "type") == "shipment.dispatched").ToList();

        shipped.Select(Quantity).ShouldBe([3, 4]);
        shipped.Select(text => Member(text, "shipment")).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_release_of_a_rejected_item_is_rejected_with_the_reason()
    {
        using var landscape = Landscape(new WarehouseSettings { RejectSkus = ["MUG"], RejectReason = "Damaged" });
        var node = landscape.Warehouse("BER")!;
        node.Exchange(Release("k", 1));

        var text = Drain(node).Single();

        (Member(text, "type"), Member(text, "reason")).ShouldBe(("fulfilment.rejected", "Damaged"));
    }

    [Fact]
    public void A_cancelled_release_does_not_ship()
    {
        using var landscape = Landscape(new WarehouseSettings());
        var node = landscape.Warehouse("BER")!;
        node.Exchange(Release("k", 1));
        node.Exchange(PartnerCall.Cancel("releases", "k")).Reply!.Status.ShouldBe(200);

        Drain(node).Select(text => Member(text, "type")).ShouldBe(["fulfilment.acknowledged"]);

        node.Summarize().CallbacksOutstanding.ShouldBe(0);
    }

    [Fact]
    public void A_shipped_release_cannot_be_cancelled()
    {
        using var landscape = Landscape(new WarehouseSettings());
        var node = landscape.Warehouse("BER")!;
        node.Exchange(Release("k", 1));
        Drain(node).Count.ShouldBe(2);

        node.Exchange(PartnerCall.Cancel("releases", "k")).Reply!.Status.ShouldBe(409);
    }

    [Fact]
    public void Shipping_more_than_stands_on_the_shelf_shows_as_oversold()
    {
        using var landscape = Landscape(new WarehouseSettings());
        var node = landscape.Warehouse("BER")!;
        var count = JsonSerializer.Deserialize<JsonElement>("""{"counts":[{"sku":"MUG","onHand":5}]}""");
        node.SetStock(count).ShouldBeNull();
        node.Exchange(Release("a", 4));
        node.Exchange(Release("b", 4));
        Drain(node);

        node.CountStock()["counts"]![0]!["onHand"]!.GetValue<long>().ShouldBe(-3);
        node.Summarize().Details!["oversoldSkus"]!.AsArray().Single()!.GetValue<string>().ShouldBe("MUG");
    }

    [Fact]
    public void An_outage_ends_when_its_window_does()
    {
        using var landscape = Landscape(new WarehouseSettings());
        var outage = new FaultRule { Kind = FaultKind.Outage, ForSeconds = 60 };
        landscape.Script("erp", new FaultScript { Rules = [outage] });
        var during = landscape.Erp.Exchange(PartnerCall.Post("orders", new { key = "k" }));
        _clock.Advance(TimeSpan.FromSeconds(60));
        var after = landscape.Erp.Exchange(PartnerCall.Post("orders", new { key = "k" }));

        (during.Reply!.Status, during.Reply.RetryAfterSeconds, after.Reply!.Status).ShouldBe((503, 60, 201));
    }

    [Fact]
    public void Failed_callbacks_wait_longer_each_time_up_to_a_bound()
    {
        var backoff = new CallbackBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        new[] { 1, 2, 3, 4, 1000 }.Select(failures => backoff.After(failures).TotalSeconds).ShouldBe([1, 2, 4, 5, 5]);
    }

    [Fact]
    public void A_grid_that_cannot_be_reached_is_left_alone_until_it_answers()
    {
        var pause = new GridPause(_clock, new CallbackBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
        pause.Unreachable();
        pause.Unreachable();
        (pause.Until - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        pause.Unreachable();
        (pause.Until - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(2));

        pause.Reached();

        pause.Until.ShouldBeLessThan(_clock.GetUtcNow());
    }

    [Fact]
    public void A_half_written_line_is_dropped_when_the_ledger_is_read_back()
    {
        var directory = Directory.CreateTempSubdirectory("sandbox");
        var options = new SandboxOptions { Clock = _clock, LedgerDirectory = directory.FullName };
        using (var landscape = new PartnerLandscape(options))
        {
            landscape.Erp.Exchange(PartnerCall.Post("orders", new { key = "k" }));
        }

        File.AppendAllText(Path.Combine(directory.FullName, "erp.ndjson"), $"{{\"sequence\":3,{new string(' ', 5000)}");
        using (var restarted = new PartnerLandscape(options))
        {
            restarted.Erp.Exchange(PartnerCall.Post("orders", new { key = "k" })).Reply!.Status.ShouldBe(200);
        }

        using var again = new PartnerLandscape(options);
        again.Erp.Entries.Select(entry => entry.Sequence).ShouldBe([1, 2, 3, 4]);
        directory.Delete(recursive: true);
    }

    [Fact]
    public void A_restarted_warehouse_owes_only_what_was_not_taken()
    {
        var directory = Directory.CreateTempSubdirectory("sandbox");
        var options = new SandboxOptions { Clock = _clock, LedgerDirectory = directory.FullName };
        using (var landscape = new PartnerLandscape(options))
        {
            landscape.Warehouse("BER")!.Exchange(Release("done", 1));
            Drain(landscape.Warehouse("BER")!);
            landscape.Warehouse("BER")!.Exchange(Release("open", 2));
        }

        using var restarted = new PartnerLandscape(options);
        var ledger = restarted.All.Single(system => system.Name == "wms-BER").Summarize();

        ledger.CallbacksOutstanding.ShouldBe(2);
        ledger.Details!["unitsShipped"]!.GetValue<long>().ShouldBe(1);
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("wms-../etc")]
    [InlineData("wms-")]
    [InlineData("crm")]
    public void A_name_that_is_no_partner_opens_nothing(string name)
    {
        using var landscape = Landscape(new WarehouseSettings());

        landscape.Find(name).ShouldBeNull();
    }

    [Fact]
    public void There_are_only_so_many_partners()
    {
        using var landscape = Landscape(new WarehouseSettings());

        var opened = Enumerable.Range(0, PartnerLandscape.MaxSystems)
            .Count(index => landscape.Warehouse($"N{index}") is not null);

        opened.ShouldBe(PartnerLandscape.MaxSystems - 2);
    }

    private static PartnerCall Release(string key, int quantity) => PartnerCall.Post(
        "releases", new { key, orderKey = "webshop/1", lines = new[] { new { line = 1, sku = "MUG", quantity } } });

    private static string Member(string text, string name) =>
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty(name).ToString();

    private static int Quantity(string text) =>
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("lines")[0].GetProperty("quantity").GetInt32();

    private PartnerLandscape Landscape(WarehouseSettings warehouse) =>
        new(new SandboxOptions { Clock = _clock, Warehouse = warehouse });

    // A grid that takes everything at once: what it is told, in order.
    private List<string> Drain(PartnerSystem system)
    {
        var texts = new List<string>();
        while (system.NextCallbackDue is { } due)
        {
            _clock.Advance(due > _clock.GetUtcNow() ? due - _clock.GetUtcNow() : TimeSpan.Zero);
            foreach (var callback in system.TakeDueCallbacks(10))
            {
                texts.Add(callback.Body);
                system.Report(callback, delivered: true);
            }
        }

        return texts;
    }

    private static string Play(long seed)
    {
        var clock = new StepClock();
        using var landscape = new PartnerLandscape(new SandboxOptions { Clock = clock, Seed = seed });
        var node = landscape.Warehouse("BER")!;
        landscape.Script("wms", new FaultScript
        {
            Seed = seed,
            Rules = [new FaultRule { Kind = FaultKind.LostReply, Probability = 0.3 }],
        });
        var fates = Enumerable.Range(0, 50).Select(index =>
        {
            clock.AdvanceMilliseconds(10);
            var fate = node.Exchange(Release($"k{index}", index + 1)).Fate;
            foreach (var callback in node.TakeDueCallbacks(100))
            {
                node.Report(callback, delivered: index % 3 > 0);
            }

            return fate;
        }).ToList();
        return $"{string.Join(',', fates)}\n{JsonSerializer.Serialize(node.Entries)}";
    }
}
