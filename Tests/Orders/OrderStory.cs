using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Tests.Orders;

/// <summary>An accepted order of two lines: 5 pieces at BER, and 6 split over BER (2) and RTM (4).</summary>
internal sealed class OrderStory
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly CommandContext Context = new(new("command"), new("correlation"), null);
    public static readonly NodeId Ber = new("BER");
    public static readonly NodeId Rtm = new("RTM");

    private static readonly Currency Euro = new("EUR");

    public static SubmitOrder Submit { get; } = new(
        Context,
        new(new("shop"), new("1")),
        "hash",
        new("K1"),
        Euro,
        new("Ada", "Hof 1", "Berlin", null, "10115", "DE"),
        [
            new(1, new("mug"), new("MUG"), new(5), new(9.90m, Euro)),
            new(2, new("pen"), new("PEN"), new(6), new(1.20m, Euro)),
        ],
        [Ber, Rtm],
        TimeSpan.FromHours(24));

    public static ImmutableArray<SourcedLine> Sourced { get; } =
    [
        new(Submit.Lines[0], [new(Ber, new(5), new("h1"))], Now.AddHours(24)),
        new(Submit.Lines[1], [new(Ber, new(2), new("h2")), new(Rtm, new(4), new("h3"))], Now.AddHours(24)),
    ];

    public Order State { get; private set; } =
        OrderDecisions.Accept(Submit, Sourced, Now).Aggregate(Order.None, OrderEvolution.Evolve);

    public ReportDecision Report(OrderReport report)
    {
        var decision = OrderDecisions.Decide(State, report);
        State = decision.Events.Aggregate(State, OrderEvolution.Evolve);
        return decision;
    }

    public OrderStory With(params OrderReport[] reports)
    {
        foreach (var report in reports)
        {
            Report(report);
        }

        return this;
    }

    public OrderStory Happened(params ImmutableArray<OrderEvent> events)
    {
        State = events.Aggregate(State, OrderEvolution.Evolve);
        return this;
    }

    public static ReportErpPosted Posted(string number = "SO-1") => new(Context, Now, new(number));

    public static ReportFulfilmentRequested Requested(NodeId node, string task = "T1") =>
        new(Context, Now, node, new(task));

    public static ReportShipment Shipped(string shipment, NodeId node, params (int Line, long Pieces)[] lines) => new(
        Context,
        Now,
        new(shipment),
        node,
        [.. lines.Select(line => new ShippedLine(line.Line, new(line.Pieces)))],
        null);

    public static ReportInvoice Invoiced(string invoice, string shipment) =>
        new(Context, Now, new(invoice), new(shipment));
}
