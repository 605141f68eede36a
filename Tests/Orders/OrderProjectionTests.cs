using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

public sealed class OrderProjectionTests
{
    private static readonly Dictionary<OrderStatus, OrderReport[]> Ways = new()
    {
        [OrderStatus.Accepted] = [],
        [OrderStatus.Posted] = [Posted(), Requested(Ber)],
        [OrderStatus.Released] = [Posted(), Requested(Ber), Requested(Rtm)],
        [OrderStatus.PartlyShipped] = [Posted(), Shipped("S1", Ber, (1, 5), (2, 2))],
        [OrderStatus.Shipped] = [Posted(), Shipped("S1", Ber, (1, 5), (2, 2)), Shipped("S2", Rtm, (2, 4))],
        [OrderStatus.Held] =
        [
            Posted(), Shipped("S1", Ber, (1, 5)), new ReportErpRefused(Context, Now, "no credit"),
        ],
        [OrderStatus.Closed] =
        [
            new ReportErpRefused(Context, Now, "first"),
            Posted(), Shipped("S1", Ber, (1, 5), (2, 2)), Shipped("S2", Rtm, (2, 4)),
            Invoiced("I1", "S1"), Invoiced("I2", "S2"),
        ],
    };

    public static TheoryData<OrderStatus> Statuses => new(Enum.GetValues<OrderStatus>());

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Each_status_has_a_way_that_leads_to_it(OrderStatus status) =>
        OrderProjection.StatusOf(new OrderStory().With(Ways[status]).State).ShouldBe(status);

    [Fact]
    public void A_view_counts_pieces_per_line()
    {
        var story = new OrderStory().With(Ways[OrderStatus.PartlyShipped]).With(Invoiced("I1", "S1"));

        var view = OrderProjection.View(Submit.Order, story.State, new(9)).ShouldNotBeNull();

        view.Lines.Select(line => (line.Allocated.Pieces, line.Shipped.Pieces, line.Invoiced.Pieces))
            .ShouldBe([(5, 5, 5), (6, 2, 2)]);
        view.Version.Value.ShouldBe(9);
    }

    [Fact]
    public void An_order_that_was_never_accepted_has_no_view() =>
        OrderProjection.View(Submit.Order, Order.None, StreamVersion.None).ShouldBeNull();

    [Fact]
    public void A_timeline_numbers_events_over_their_records()
    {
        JournalEvent At(int second) =>
            new("t", "{}"u8.ToArray(), Context.Command, Context.Correlation, null, Now.AddSeconds(second));
        var name = new StreamName(StreamCategory.Order, "shop/1");
        JournalRecord[] records =
        [
            new(name, new(1), [At(0), At(0)], FeedPosition.Start, Now),
            new(name, new(3), [At(5)], FeedPosition.Start, Now.AddSeconds(6)),
        ];

        var entries = OrderProjection.Timeline(records);

        entries.Select(entry => (entry.Sequence.Value, entry.SinceFirst.TotalSeconds))
            .ShouldBe([(1, 0), (2, 0), (3, 5)]);
    }
}
