using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Delivery.FeedSamples;

namespace OrderGrid.Tests.Delivery;

public sealed class DeliveryEventsTests
{
    private static readonly DeadLettered Letter =
        new(new("erp"), "shop/1/0000000003", "order.accepted.v1", "transient: away", [Attempt()]);

    [Fact]
    public void Dead_letters_never_change_their_schema()
    {
        GoldenEvents.ShouldCover([Letter], DeadLetters.Format);
        GoldenEvents.ShouldMatch([Letter], DeadLetters.Format);
    }

    [Fact]
    public void Claims_never_change_their_schema()
    {
        GoldenEvents.ShouldCover([new KeyClaimed("hash")], KeyEvents.Format);
        GoldenEvents.ShouldMatch([new KeyClaimed("hash")], KeyEvents.Format);
    }

    [Fact]
    public async Task A_dead_letter_is_kept_once()
    {
        var journal = new VolatileJournal(TimeProvider.System);
        var letters = new DeadLetters(journal, TimeProvider.System);
        var given = Event(1, 3, 10);
        var ended = TestContext.Current.CancellationToken;

        (await letters.KeepAsync(given, Letter, ended)).ShouldBe(AppendOutcome.Committed);
        (await letters.KeepAsync(given, Letter, ended)).ShouldBe(AppendOutcome.Committed);

        var kept = await journal.ReadStreamAsync(
            new(StreamCategory.Delivery, "erp/shop/1"), StreamVersion.None, 10, ended);
        kept.Single().Events.Single().Type.ShouldBe(DeadLetters.EventType);
    }
}
