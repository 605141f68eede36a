using System.Net;
using OrderGrid.Sandbox.Erp;
using OrderGrid.Sandbox.Hosting;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class ErpOverHttpTests
{
    [Fact]
    public async Task A_repeated_order_gets_the_first_number_and_counts_as_a_repeat()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var first = await sandbox.OrderAsync("webshop/1");
        using var again = await sandbox.OrderAsync("webshop/1");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var number = (await SandboxPeer.ReadAsync(first)).GetProperty("erpNumber").GetString();
        (await SandboxPeer.ReadAsync(again)).GetProperty("erpNumber").GetString().ShouldBe(number);
        var ledger = sandbox.Ledger("erp");
        (ledger.Receipts, ledger.Documents, ledger.DuplicateReceipts, ledger.DuplicateEffects).ShouldBe((2, 1, 1, 0));
    }

    [Fact]
    public async Task An_erp_that_does_not_recognise_repeats_shows_a_doubled_effect()
    {
        await using var sandbox = await SandboxPeer.StartAsync(
            new SandboxOptions { Erp = new ErpSettings { Dedupe = false } });
        using var first = await sandbox.OrderAsync("webshop/1");
        using var again = await sandbox.OrderAsync("webshop/1");

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        var ledger = sandbox.Ledger("erp");
        ledger.DuplicateEffects.ShouldBe(1);
        ledger.Keys!.Single().Numbers.ShouldBe(["SO-100001", "SO-100002"]);
    }

    [Fact]
    public async Task An_order_is_found_by_its_key_and_an_unknown_key_is_not()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var posted = await sandbox.OrderAsync("webshop/1");

        using var found = await sandbox.GetAsync("/erp/orders?key=webshop/1");
        using var missing = await sandbox.GetAsync("/erp/orders?key=webshop/2");

        (await SandboxPeer.ReadAsync(found)).GetProperty("erpNumber").GetString().ShouldBe("SO-100001");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        sandbox.Ledger("erp").Finds.ShouldBe(2);
    }

    [Fact]
    public async Task A_shipment_is_answered_with_its_invoice()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var reply = await sandbox.PostAsync("/erp/shipments", Shipment);

        var invoice = (await SandboxPeer.ReadAsync(reply)).GetProperty("invoice");

        invoice.GetProperty("number").GetString().ShouldBe("INV-900001");
        invoice.GetProperty("lines")[0].GetProperty("line").GetInt32().ShouldBe(1);
        invoice.GetProperty("lines")[0].GetProperty("quantity").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task An_invoice_may_come_later_as_a_callback()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync(new SandboxOptions
        {
            GridUrl = grid.Url,
            Erp = new ErpSettings { Invoice = InvoiceMode.Callback, InvoiceDelayMs = 1, InvoiceDelayMaxMs = 2 },
        });
        using var reply = await sandbox.PostAsync("/erp/shipments", Shipment);

        var arrival = (await grid.NextAsync(1)).Single();

        (await SandboxPeer.ReadAsync(reply)).TryGetProperty("invoice", out _).ShouldBeFalse();
        (arrival.Path, arrival.Type).ShouldBe(("/v1/partners/erp/events", "invoice.posted"));
        (arrival.Member("order"), arrival.Member("shipment")).ShouldBe(("webshop/1", "SHP-1"));
    }

    [Theory]
    [InlineData("""{"order":{}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k" """, HttpStatusCode.BadRequest)]
    public async Task A_document_without_key_or_sense_is_refused(string body, HttpStatusCode expected)
    {
        await using var sandbox = await SandboxPeer.StartAsync();

        using var reply = await sandbox.PostAsync("/erp/orders", body);

        reply.StatusCode.ShouldBe(expected);
        sandbox.Ledger("erp").Documents.ShouldBe(0);
    }

    private const string Shipment =
        """{"key":"webshop/1/SHP-1","orderKey":"webshop/1","shipment":"SHP-1","lines":[{"line":1,"quantity":2}]}""";
}
