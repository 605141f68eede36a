using System.Text.Json;
using OrderGrid.Pricing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Pricing;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", "EUR", "0.00")]
    [InlineData("12.5", "EUR", "12.50")]
    [InlineData("12.500", "EUR", "12.50")]
    [InlineData("7", "JPY", "7")]
    [InlineData("1.234", "KWD", "1.234")]
    [InlineData("1000000000000", "EUR", "1000000000000.00")]
    public void An_amount_is_told_with_the_decimals_of_its_currency(string text, string currency, string told)
    {
        Money.TryParse(text, new(currency), out var money).ShouldBeTrue();
        money.AmountText.ShouldBe(told);
    }

    [Theory]
    [InlineData("", "EUR")]
    [InlineData("-1", "EUR")]
    [InlineData("+1", "EUR")]
    [InlineData(" 1", "EUR")]
    [InlineData("1,5", "EUR")]
    [InlineData("1e3", "EUR")]
    [InlineData(".5", "EUR")]
    [InlineData("5.", "EUR")]
    [InlineData("1.505", "EUR")]
    [InlineData("1.5", "JPY")]
    [InlineData("1000000000000.01", "EUR")]
    [InlineData("1.000000000000000000000000000000001", "EUR")]
    [InlineData("99999999999999999999999999999999999999999", "EUR")]
    public void An_amount_out_of_range_or_shape_is_no_money(string text, string currency) =>
        Money.TryParse(text, new(currency), out _).ShouldBeFalse();

    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("BHD", 3)]
    public void A_currency_knows_its_decimals(string code, int decimals)
    {
        Currency.TryParse(code, out var currency).ShouldBeTrue();
        currency.MinorUnits.ShouldBe(decimals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("XXX")]
    public void An_unknown_code_is_no_currency(string? code) => Currency.TryParse(code, out _).ShouldBeFalse();

    [Fact]
    public void Money_in_json_reads_back_as_it_was_written()
    {
        var json = JsonSerializer.Serialize(new Money(12.5m, new("EUR")));

        json.ShouldBe("""{"amount":"12.50","currency":"EUR"}""");
        JsonSerializer.Deserialize<Money>(json).ShouldBe(new Money(12.50m, new("EUR")));
    }

    [Theory]
    [InlineData("""{"amount":12.50,"currency":"EUR"}""")]
    [InlineData("""{"amount":"12.50"}""")]
    [InlineData("""{"amount":"12.50","amount":"12.50","currency":"EUR"}""")]
    [InlineData("""{"amount":"12.50","currency":"EUR","tax":"1"}""")]
    [InlineData("""{"amount":"12.505","currency":"EUR"}""")]
    [InlineData("\"12.50\"")]
    [InlineData("[]")]
    public void Anything_else_in_json_is_told_what_money_is(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>(json)).Message.ShouldContain("Money is");
}
