using System.Text;
using OrderGrid.Channels;
using OrderGrid.Kits;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class ChannelDocumentTests
{
    public static TheoryData<string, string> Documents => FormatSamples.Documents;

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_format_says_the_same_order_in_its_own_words(string format, string content)
    {
        var read = FormatSamples.ReadOne(format, content);

        read.Fault.ShouldBeNull();
        read.Order!.Customer.Value.ShouldBe("K1");
        read.Order.ShipTo.ShouldSatisfyAllConditions(
            address => address.Name.ShouldBe("Ada"),
            address => address.Street.ShouldBe("Hof 1"),
            address => address.City.ShouldBe("Berlin"),
            address => address.Region.ShouldBeNull(),
            address => address.Country.ShouldBe("DE"));
        var line = read.Order.Lines.Single();
        line.Quantity.Pieces.ShouldBe(2);
        line.UnitPrice.Currency.ShouldBe(read.Order.Currency);
    }

    [Fact]
    public void Canonical_lines_keep_their_numbers() =>
        FormatSamples.ReadOne(ChannelFormats.Canonical, FormatSamples.Canonical).Order!.Lines[0].Line.ShouldBe(7);

    [Fact]
    public void Northwind_prices_are_dollars_after_discount_rounded_to_cents()
    {
        // 9.90 less 15 % is 8.415: half a cent goes away from zero.
        var line = FormatSamples.ReadOne(ChannelFormats.Northwind, FormatSamples.Northwind).Order!.Lines[0];

        line.UnitPrice.ToString().ShouldBe("8.42 USD");
        line.Unit.Value.ShouldBe("EA");
        line.Sku.Value.ShouldBe("11");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_byte_order_mark_is_not_content(string format, string content) =>
        FormatSamples.ReadOne(format, "\uFEFF" + content).Fault.ShouldBeNull();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Nothing_to_read_is_told(string format, string content)
    {
        FormatSamples.ReadOne(format, "").Fault.ShouldNotBeNull();
        FormatSamples.ReadOne(format, content[..(content.Length / 3)]).Fault.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_over_the_limit_is_refused_whole(string format, string content)
    {
        var padding = new string(' ', ChannelDocument.MaxBytes - Encoding.UTF8.GetByteCount(content));

        FormatSamples.Read(format, content + padding)[0].Order.ShouldNotBeNull();
        FormatSamples.ReadOne(format, content + padding + " ").Fault!.ShouldContain("1048577");
    }

    [Fact]
    public void A_document_has_a_limited_number_of_orders()
    {
        var order = FormatSamples.Webshop.ReplaceLineEndings("");
        string Of(int count) => string.Join('\n', Enumerable.Repeat(order, count));

        FormatSamples.Read(ChannelFormats.Webshop, Of(ChannelDocument.MaxOrders)).Length.ShouldBe(1_000);
        FormatSamples.ReadOne(ChannelFormats.Webshop, Of(ChannelDocument.MaxOrders + 1)).Fault!.ShouldContain("1000");
    }

    [Fact]
    public void What_stands_before_a_syntax_error_is_read()
    {
        var read = FormatSamples.Read(ChannelFormats.Webshop, FormatSamples.Webshop + "\n{\"orderId\":}");

        read.Length.ShouldBe(2);
        read[0].Order.ShouldNotBeNull();
        read[1].Fault!.ShouldContain("Not JSON from line");
    }

    [Theory]
    [InlineData("webshop-json", "webshop.ndjson", 150)]
    [InlineData("marketplace-json", "marketplace.ndjson", 80)]
    [InlineData("b2b-csv", "b2b-1.csv", 10)]
    [InlineData("b2b-csv", "b2b-4.csv", 10)]
    public void Every_committed_sample_is_read(string format, string file, int atLeast)
    {
        var read = FormatSamples.ReadFile(format, file);

        read.Length.ShouldBeGreaterThanOrEqualTo(atLeast);
        read.ShouldAllBe(order => order.Fault == null && order.Order != null);
    }

    [Theory]
    [InlineData("webshop", "webshop.ndjson", "W200104", LineRefusalReason.UnknownSku)]
    [InlineData("marketplace", "marketplace.ndjson", "302-4410650-7050", LineRefusalReason.UnknownUnit)]
    public void An_odd_sample_is_refused_for_what_is_odd(
        string channel, string file, string number, LineRefusalReason reason)
    {
        var configuration = FormatSamples.ReadChannel(channel);
        var read = FormatSamples.ReadFile(configuration.Format, file).First(order => order.Number == number);

        var key = new OrderKey(new(channel), new(number));
        var (order, refused) = ChannelMapping.Map(
            configuration, KitBook.Empty, key, read.Order!, new(new("c"), new("c"), null));

        order.ShouldBeNull();
        refused!.Refusals.Single().Reason.ShouldBe(reason);
    }
}
