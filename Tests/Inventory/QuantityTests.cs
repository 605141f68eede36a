using System.Text.Json;
using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(Quantity.MaxPieces, true)]
    [InlineData(-1, false)]
    [InlineData(Quantity.MaxPieces + 1, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void A_quantity_has_a_range(long pieces, bool inside) =>
        Quantity.TryCreate(pieces, out _).ShouldBe(inside);

    [Fact]
    public void Arithmetic_never_leaves_the_range()
    {
        var most = new Quantity(Quantity.MaxPieces);

        Should.Throw<OverflowException>(() => most + new Quantity(1));
        Should.Throw<OverflowException>(() => Quantity.Zero - new Quantity(1));
        (most - most).ShouldBe(Quantity.Zero);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("1000000001")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    public void Json_that_is_no_quantity_is_told_so(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>(json))
            .Message.ShouldContain("A whole number from 0 to 1000000000");
}
