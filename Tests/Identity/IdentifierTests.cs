using System.Collections.Immutable;
using System.Text.Json;
using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Identity;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("A", true)]
    [InlineData("azAZ09._:-", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a/b", false)]
    [InlineData("a@b", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a\0", false)]
    public void An_identifier_has_an_alphabet(string? text, bool valid) =>
        Identifier.TryParse(text, out Sku _).ShouldBe(valid);

    [Fact]
    public void An_identifier_has_a_longest_text()
    {
        Identifier.TryParse(new('x', NodeId.MaxLength), out NodeId _).ShouldBeTrue();
        Identifier.TryParse(new('x', NodeId.MaxLength + 1), out NodeId _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Identifier.Parse<NodeId>("a b")).Message.ShouldContain("1 to 32");
    }

    [Fact]
    public void An_identifier_is_a_plain_text_in_json_as_value_and_as_name()
    {
        var stock = ImmutableDictionary<Sku, NodeId>.Empty.Add(new("MUG"), new("BER"));

        var json = JsonSerializer.Serialize(stock);

        json.ShouldBe("""{"MUG":"BER"}""");
        JsonSerializer.Deserialize<ImmutableDictionary<Sku, NodeId>>(json).ShouldBe(stock);
        Should.Throw<JsonException>(
            () => JsonSerializer.Deserialize<ImmutableDictionary<Sku, NodeId>>("""{"M U G":"BER"}"""));
    }

    [Theory]
    [InlineData("shop/1", true)]
    [InlineData("shop", false)]
    [InlineData("/1", false)]
    [InlineData("shop/", false)]
    [InlineData("shop/1/2", false)]
    [InlineData(null, false)]
    public void An_order_key_comes_apart_as_it_was_put_together(string? text, bool valid)
    {
        OrderKey.TryParse(text, out var key).ShouldBe(valid);
        (!valid || key.ToString() == text).ShouldBeTrue();
    }

    [Fact]
    public void A_position_key_comes_apart_as_it_was_put_together()
    {
        var key = new PositionKey(new("MUG"), new("BER"));

        PositionKey.Parse(key.ToString()).ShouldBe(key);
        Should.Throw<FormatException>(() => PositionKey.Parse("MUG"));
    }

    [Fact]
    public void The_longest_keys_fit_a_stream_name()
    {
        var (slash, longest) = (1, OrderNumber.MaxLength);

        (ChannelId.MaxLength + slash + longest).ShouldBeLessThanOrEqualTo(StreamName.MaxKeyLength);
        (Sku.MaxLength + slash + NodeId.MaxLength).ShouldBeLessThanOrEqualTo(StreamName.MaxKeyLength);
    }

    [Fact]
    public void A_step_of_a_command_is_named_after_it() =>
        new CommandContext(new("c"), new("r"), "trace").Step("hold")
            .ShouldBe(new CommandContext(new("c:hold"), new("r"), "trace"));
}
