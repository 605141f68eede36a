using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class OpenReservationsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReservationCaps Caps = new(MaxOpen: 2, MaxPieces: 10, MaxHoldSeconds: 60);

    private readonly OpenReservations _open = new();

    [Fact]
    public void Reservations_and_pieces_are_taken_up_to_the_caps()
    {
        Open("a", 4).ShouldBeTrue();
        Open("b", 7).ShouldBeFalse("eleven pieces");
        Open("b", 6).ShouldBeTrue();
        Open("c", 0).ShouldBeFalse("three reservations");
        Open("a", 99).ShouldBeTrue("it has its room");
        (_open.Count, _open.Pieces).ShouldBe((2, 10));
    }

    [Fact]
    public void What_has_expired_makes_room_and_what_was_extended_does_not()
    {
        Open("a", 1);
        Open("b", 1);
        _open.Know(new("b"), View(ReservationStatus.Placed, Now.AddMinutes(5)));

        _open.Expire(Now.AddMinutes(1));

        (_open.Count, _open.Pieces).ShouldBe((1, 3));
        _open.Expire(Now.AddMinutes(5));
        (_open.Count, _open.Pieces).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(ReservationStatus.Converted)]
    [InlineData(ReservationStatus.Released)]
    [InlineData(ReservationStatus.Expired)]
    public void What_is_over_makes_room(ReservationStatus status)
    {
        Open("a", 1);

        _open.Know(new("a"), View(status, Now.AddMinutes(5)));

        _open.Count.ShouldBe(0);
    }

    [Fact]
    public void A_kit_counts_with_all_its_pieces()
    {
        var kit = new Kit(1, [new(new("CUP"), new(2)), new(new("LID"), new(3))]);
        var placed = View(ReservationStatus.Placed, Now.AddMinutes(5));

        _open.Know(new("a"), placed with { Lines = [placed.Lines[0] with { Kit = kit }] });

        _open.Pieces.ShouldBe(15);
    }

    private static ReservationView View(ReservationStatus status, DateTimeOffset expiresAt) => new(
        new(new("shop"), new("b")), status, expiresAt, null, [new(1, new("mug"), new("MUG"), new(3), [])], new(1));

    private bool Open(string id, long pieces) => _open.TryOpen(new(id), pieces, Now.AddMinutes(1), Caps);
}
