using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>The state of one order. <see cref="Received"/> is null until it is accepted.</summary>
public sealed record Order(
    OrderReceived? Received,
    DateTimeOffset? AcceptedAt,
    ImmutableArray<SourcedLine> Lines,
    DocumentNumber? ErpNumber,
    ImmutableArray<FulfilmentRequest> Requests,
    ImmutableArray<FulfilmentRequest> Acknowledged,
    ImmutableArray<Shipment> Shipments,
    ImmutableArray<string> HoldReasons,
    bool Closed)
{
    /// <summary>An order that does not exist.</summary>
    public static Order None { get; } =
        new(null, null, [], null, [], [], [], [], false);

    /// <summary>Nodes that will not ship, oldest first; each at most once.</summary>
    public ImmutableArray<Rejection> Rejections { get; init; } = [];

    /// <summary>Pieces that came later and that nodes are asked for apart, oldest first.</summary>
    public ImmutableArray<FulfilmentDue> Due { get; init; } = [];

    /// <summary>Holds at nodes that rejected: the order no longer counts on them and gives them back.</summary>
    public ImmutableArray<GivenUpHold> GivenUp { get; init; } = [];

    /// <summary>True once accepted.</summary>
    public bool Accepted => AcceptedAt is not null;

    /// <summary>Why the order waits for somebody to decide: the latest reason; null when it does not wait.</summary>
    public string? HoldReason => HoldReasons.IsEmpty ? null : HoldReasons[^1];

    /// <summary>Pieces of a line that have left a node.</summary>
    public Quantity ShippedOf(int line, NodeId node) =>
        Sum(Shipments.Where(shipment => shipment.Node == node), line);

    /// <summary>Pieces of a line that have left.</summary>
    public Quantity ShippedOf(int line) => Sum(Shipments, line);

    /// <summary>Pieces of a line that are invoiced.</summary>
    public Quantity InvoicedOf(int line) => Sum(Shipments.Where(shipment => shipment.Invoice is not null), line);

    /// <summary>Nodes that hold stock for the order, each once, in the order they were chosen.</summary>
    public IEnumerable<NodeId> Nodes =>
        Lines.SelectMany(line => line.Allocations).Select(allocation => allocation.Node).Distinct();

    private static Quantity Sum(IEnumerable<Shipment> shipments, int line) => shipments
        .SelectMany(shipment => shipment.Lines)
        .Where(shipped => shipped.Line == line)
        .Aggregate(Quantity.Zero, (sum, shipped) => sum + shipped.Quantity);
}

/// <summary>A node that will not ship; open until its lines were moved to other nodes.</summary>
public sealed record Rejection(NodeId Node, string Reason, bool IsOpen);

/// <summary>A line and the nodes that hold stock for it.</summary>
public sealed record SourcedLine(
    OrderLine Line,
    ImmutableArray<Allocation> Allocations,
    DateTimeOffset ShipBy,
    SourcingDecision? Decision = null)
{
    /// <summary>True when a cap left its buyer less of it somewhere than was asked for.</summary>
    public bool Capped { get; init; }

    /// <summary>Pieces held for it.</summary>
    public Quantity Allocated =>
        Allocations.Aggregate(Quantity.Zero, (sum, allocation) => sum + allocation.Quantity);
}
