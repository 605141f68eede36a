using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

/// <summary>What a channel that starts anew finds of its reservations.</summary>
public sealed class ReservationRecountTests
{
    private static readonly ChannelId Web = new("web");
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateTimeOffset Expiry = Now.AddMinutes(20);

    private readonly VolatileJournal _journal = new(TimeProvider.System);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requested_placed_and_extended_ones_count_until_they_expire()
    {
        await WriteAsync("web/a", Asked(2, 3));
        await WriteAsync("web/b", Asked(4), new ReservationPlaced([]));
        await WriteAsync(
            "web/c", Asked(5), new ReservationPlaced([]), new ReservationExtended(new("e"), "h", Expiry.AddHours(1)));

        (await ReadAsync()).ShouldBe([
            new(new("a"), 5, Expiry), new(new("b"), 4, Expiry), new(new("c"), 5, Expiry.AddHours(1))]);
    }

    [Fact]
    public async Task What_has_ended_and_what_is_another_channels_does_not_count()
    {
        await WriteAsync("web/a", Asked(1), new ReservationRefused([]));
        await WriteAsync("web/b", Asked(1), new ReservationPlaced([]), new ReservationReleased());
        await WriteAsync("web/c", Asked(1), new ReservationPlaced([]), new ReservationConverted(new("o-1")));
        await WriteAsync("web/d", Asked(1), new ReservationPlaced([]), new ReservationExpired());
        await WriteAsync("market/a", Asked(1), new ReservationPlaced([]));

        (await ReadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Caps_hold_over_a_restart()
    {
        await WriteAsync("web/a", Asked(6), new ReservationPlaced([]));
        var open = new OpenReservations();
        open.BeginRecount();
        open.Recount(await ReadAsync());

        open.TryOpen(new("b"), 5, Expiry, new(2, 10, 60)).ShouldBeFalse();
        open.TryOpen(new("b"), 4, Expiry, new(2, 10, 60)).ShouldBeTrue();
        open.TryOpen(new("c"), 0, Expiry, new(2, 10, 60)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_ends_while_it_is_counted_has_ended()
    {
        await WriteAsync("web/a", Asked(6), new ReservationPlaced([]));
        var open = new OpenReservations();
        open.BeginRecount();
        var known = await ReadAsync();
        open.Close(new("a"));

        open.Recount(known);

        (open.Count, open.Pieces).ShouldBe((0, 0));
    }

    private static ReservationRequested Asked(params int[] quantities) => new(
        "hash",
        [.. quantities.Select((pieces, index) => new ReservationLine(index + 1, new("mug"), new("MUG"), new(pieces)))],
        [new("BER")],
        Expiry);

    private async Task<IReadOnlyList<OpenReservation>> ReadAsync() =>
        [.. (await new ReservationRecount(_journal, TimeProvider.System).ReadAsync(Web, Ended))
            .OrderBy(one => one.Id.Value, StringComparer.Ordinal)];

    private async Task WriteAsync(string key, params ReservationEvent[] events)
    {
        var append = new JournalAppend(
            new(StreamCategory.Reservation, key),
            StreamVersion.None,
            [.. events.Select(happening => ReservationEvents.Format.Write(
                happening, new CommandContext(new("c"), new("c"), null), Now))])
        {
            Deadlines = [DeadlineBuckets.StartOf(Expiry)],
        };
        (await _journal.AppendAsync(append, Ended)).ShouldBe(AppendOutcome.Committed);
    }
}
