using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Pricing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class ChannelMappingTests
{
    private static readonly Currency Euro = new("EUR");

    private static readonly ChannelOrderLine Good =
        new(1, new("MUG"), new("pcs"), new Quantity(2), new Money(9.90m, Euro));

    public static TheoryData<string, LineRefusalReason> Refusals { get; } = new()
    {
        { "item", LineRefusalReason.UnknownSku },
        { "unit", LineRefusalReason.UnknownUnit },
        { "nothing", LineRefusalReason.QuantityOutOfRange },
        { "overflow", LineRefusalReason.QuantityOutOfRange },
        { "currency", LineRefusalReason.CurrencyMismatch },
        { "twice", LineRefusalReason.DuplicateLine },
        { "item and unit", LineRefusalReason.UnknownSku },
        { "unit and nothing", LineRefusalReason.UnknownUnit },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_line_is_refused_for_the_first_reason_that_applies(string what, LineRefusalReason reason)
    {
        ChannelOrderLine[] lines = what switch
        {
            "item" => [Good with { Sku = new("CUP") }],
            "unit" => [Good with { Unit = new("box") }],
            "nothing" => [Good with { Quantity = Quantity.Zero }],
            "overflow" => [Good with { Unit = new("PAL"), Quantity = new(10_001) }],
            "currency" => [Good with { UnitPrice = new(9.90m, new("USD")) }],
            "twice" => [Good, Good],
            "item and unit" => [Good with { Sku = new("CUP"), Unit = new("box") }],
            _ => [Good with { Unit = new("box"), Quantity = Quantity.Zero }],
        };

        var (order, refused) = Map(Order(lines));

        order.ShouldBeNull();
        refused!.Answer.ShouldBe(SubmitAnswer.InvalidLines);
        refused.Refusals.Single().Reason.ShouldBe(reason);
    }

    [Fact]
    public void Units_become_pieces_up_to_the_limit()
    {
        Map(Order(Good with { Unit = new("PK6"), Quantity = new(2) })).Order!.Lines[0].Quantity.Pieces.ShouldBe(12);
        Map(Order(Good with { Unit = new("PAL"), Quantity = new(10_000) })).Order!.Lines[0].Quantity.Pieces
            .ShouldBe(Quantity.MaxPieces);
    }

    [Fact]
    public void An_order_in_another_currency_than_the_channel_is_refused()
    {
        var dollars = Order(Good with { UnitPrice = new(1, new("USD")) }) with { Currency = new("USD") };

        Map(dollars).Refused!.Refusals.Single().Reason.ShouldBe(LineRefusalReason.CurrencyMismatch);
    }

    [Fact]
    public void Every_wrong_line_is_told_at_once()
    {
        var refused = Map(Order(Good with { Sku = new("CUP") }, Good with { Line = 2, Unit = new("box") })).Refused!;

        refused.Refusals.Select(refusal => refusal.Line).ShouldBe([1, 2]);
    }

    [Fact]
    public void An_order_without_lines_or_with_a_bad_address_is_malformed()
    {
        Map(Order()).Refused!.Detail!.ShouldContain("/lines");
        Map(Order(Good with { Line = 0 })).Refused!.Detail!.ShouldContain("line numbers from 1");
        var longName = Order(Good) with { ShipTo = Address with { Name = new('x', AddressLimits.MaxName + 1) } };
        Map(longName).Refused!.Detail!.ShouldContain("/shipTo/name");
    }

    // The hash is kept in the journal for ever: another one would turn repeats into other orders.
    [Fact]
    public void The_hash_of_an_order_never_changes() => ChannelMapping.Hash(Order(Good)).ShouldBe(
            "b5d1b40fc4ce64ef76a357e3aaafee2de05de7bbc515b8ea9a09bd07f1091ab0");

    [Fact]
    public void Trailing_zeros_of_a_price_do_not_make_another_order() =>
        ChannelMapping.Hash(Order(Good with { UnitPrice = new(9.900m, Euro) }))
            .ShouldBe(ChannelMapping.Hash(Order(Good)));

    private static Address Address { get; } = new("Ada", "Hof 1", "Berlin", null, "10115", "DE");

    private static ChannelOrder Order(params ChannelOrderLine[] lines) =>
        new(new("K1"), Euro, Address, [.. lines]);

    private static (SubmitOrder? Order, SubmitOutcome? Refused) Map(ChannelOrder order) => ChannelMapping.Map(
        FormatSamples.Channel(ChannelFormats.Canonical),
        KitBook.Empty,
        new(new("shop"), new("1")),
        order,
        new(new("command"), new("correlation"), null));
}
