using OrderGrid.Channels;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class DocumentFaultTests
{
    [Theory]
    [InlineData("\"W1\"", "5", "/orderId: a string")]
    [InlineData("\"W1\"", "\"W/1\"", "/orderId: 1 to 64 characters of")]
    [InlineData("\"orderId\":\"W1\",", "", "/orderId: this member is missing")]
    [InlineData("\"orderId\":\"W1\"", "\"orderId\":\"W1\",\"a/b~\":1", "/a~1b~0: this member is not known")]
    [InlineData("\"orderId\":\"W1\"", "\"orderId\":\"W1\",\"orderId\":\"W2\"", "twice")]
    [InlineData("\"EUR\"", "\"EURO\"", "/currency: a currency code")]
    [InlineData("\"street\":\"Hof 1\",", "", "/deliveryAddress/street: this member is missing")]
    [InlineData("\"Hof 1\"", "\"\"", "/deliveryAddress/street: 1 to 200 characters")]
    [InlineData("\"Hof 1\"", "\"a\\u0000b\"", "/deliveryAddress/street: 1 to 200 characters")]
    [InlineData("\"Hof 1\"", "\"a\\ud800b\"", "/deliveryAddress/street: a string")]
    [InlineData("\"10115\"", "\"123456789012345678901\"", "/deliveryAddress/zip: 1 to 20 characters")]
    [InlineData("\"9.90\"", "\"9.905\"", "/items/0/price: an amount")]
    [InlineData("\"9.90\"", "\"-9.90\"", "/items/0/price: an amount")]
    [InlineData("\"9.90\"", "9.90", "/items/0/price: a string")]
    [InlineData("\"qty\":2", "\"qty\":\"2\"", "/items/0/qty: a number")]
    [InlineData("\"MUG\"", "null", "/items/0/article: a string")]
    [InlineData("[{", "[7,{", "/items/0: an object")]
    [InlineData("\"items\":[", "\"items\":5,\"x\":[", "/items: an array of 1 to 1000 lines")]
    public void A_fault_says_where_it_is_and_what_to_change(string found, string instead, string told)
    {
        var content = FormatSamples.Webshop.Replace(found, instead, StringComparison.Ordinal);

        var read = FormatSamples.ReadOne(ChannelFormats.Webshop, content);

        read.Order.ShouldBeNull();
        read.Fault!.ShouldContain(told);
    }

    [Theory]
    [InlineData("\"MUG\"", "\"M U G\"", LineRefusalReason.UnknownSku, "/items/0/article")]
    [InlineData("\"pcs\"", "\"pieces, please\"", LineRefusalReason.UnknownUnit, "/items/0/unit")]
    [InlineData("\"qty\":2", "\"qty\":0", LineRefusalReason.QuantityOutOfRange, "/items/0/qty")]
    [InlineData("\"qty\":2", "\"qty\":1.5", LineRefusalReason.QuantityOutOfRange, "/items/0/qty")]
    [InlineData("\"qty\":2", "\"qty\":1000000001", LineRefusalReason.QuantityOutOfRange, "/items/0/qty")]
    public void What_only_a_line_suffers_from_refuses_the_line(
        string found, string instead, LineRefusalReason reason, string place)
    {
        var content = FormatSamples.Webshop.Replace(found, instead, StringComparison.Ordinal);

        var refusal = FormatSamples.ReadOne(ChannelFormats.Webshop, content).Refusals.Single();

        refusal.Line.ShouldBe(1);
        refusal.Reason.ShouldBe(reason);
        refusal.Detail.ShouldStartWith(place);
    }

    [Theory]
    [InlineData("order_no;customer", "customer;order_no", "row 1: the header")]
    [InlineData(";DE", "", "row 2: 12 columns are expected, 11 are there")]
    [InlineData(";DE", ";DE;x", "row 2: 12 columns are expected, 13 are there")]
    [InlineData("Ada", "\"Ada", "quotes are not closed")]
    [InlineData("Ada", "A\"da", "quotes are not closed")]
    [InlineData("9.90", "9,90", "row 2, column price: an amount")]
    [InlineData("PO-1", "PO 1", "row 2, column order_no: 1 to 64")]
    public void A_csv_fault_says_the_row(string found, string instead, string told)
    {
        var content = FormatSamples.B2B.Replace(found, instead, StringComparison.Ordinal);

        FormatSamples.ReadOne(ChannelFormats.B2B, content).Fault!.ShouldContain(told);
    }

    [Fact]
    public void Rows_of_an_order_must_agree_on_the_order()
    {
        var content = FormatSamples.B2B + "PO-1;K2;MUG;pcs;1;9.90;EUR;Ada;Hof 1;10115;Berlin;DE\n";

        FormatSamples.ReadOne(ChannelFormats.B2B, content).Fault!
            .ShouldContain("row 3, column customer: the same as in row 2");
    }

    [Fact]
    public void Rows_are_grouped_while_they_follow_one_another()
    {
        const string Row = ";K1;MUG;pcs;2;9.90;EUR;\"Café \"\"Zur Post\"\"; Inh. Weiß\";Hof 1;;Berlin;DE\n";
        var header = FormatSamples.B2B.Split('\n')[0] + "\n";

        var read = FormatSamples.Read(ChannelFormats.B2B, header + "P1" + Row + "P1" + Row + "P2" + Row + "P1" + Row);

        read.Select(order => order.Number).ShouldBe(["P1", "P2", "P1"]);
        read[0].Order!.Lines.Select(line => line.Line).ShouldBe([1, 2]);
        read[0].Order!.ShipTo.Name.ShouldBe("Café \"Zur Post\"; Inh. Weiß");
        read[0].Order!.ShipTo.PostalCode.ShouldBeNull();
    }

    [Fact]
    public void An_order_has_a_limited_number_of_lines()
    {
        const string Item = """{"article":"MUG","qty":2,"unit":"pcs","price":"9.90"}""";
        ReadOrder Of(int lines) => FormatSamples.ReadOne(ChannelFormats.Webshop, FormatSamples.Webshop.Replace(
            Item, string.Join(',', Enumerable.Repeat(Item, lines)), StringComparison.Ordinal));

        Of(OrderLimits.MaxLines).Order!.Lines.Length.ShouldBe(OrderLimits.MaxLines);
        Of(OrderLimits.MaxLines + 1).Fault!.ShouldContain("/items: an array of 1 to 1000");
    }
}
