using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>What clients asked and what they were told: the outside view that the journal must bear out.</summary>
internal sealed class History
{
    /// <summary>Orders by key.</summary>
    public Dictionary<OrderKey, ClientOrder> Orders { get; } = [];

    /// <summary>Carts by key.</summary>
    public Dictionary<ReservationKey, ClientReservation> Reservations { get; } = [];

    /// <summary>From when on nothing goes wrong any more, and everything that did has been taken up again.</summary>
    public DateTimeOffset CalmFrom { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Stock that physically came in, by position, less what went elsewhere than into shipments.</summary>
    public Dictionary<PositionKey, long> Received { get; } = [];

    /// <summary>What availability told of positions, by version.</summary>
    public Dictionary<PositionKey, Dictionary<StreamVersion, StockLevels>> Told { get; } = [];

    /// <summary>Contradictions a client met by itself.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>Operations that ended with a clear answer.</summary>
    public int Answered { get; set; }

    /// <summary>Operations that did not, at least once.</summary>
    public int Unclear { get; set; }
}

/// <summary>One cart as its client sees it.</summary>
internal sealed class ClientReservation(ReservationKey key, ChannelReservation body)
{
    public ReservationKey Key => key;

    public ChannelReservation Body => body;

    /// <summary>What the first clear answer said; null when there was none.</summary>
    public bool? Placed { get; set; }
}

/// <summary>One order as its client sees it.</summary>
internal sealed class ClientOrder(OrderKey key, ChannelOrder body)
{
    public OrderKey Key => key;

    public ChannelOrder Body => body;

    /// <summary>The promise of the first acknowledgement; null when there was none.</summary>
    public ImmutableArray<LinePromise>? Promise { get; set; }

    /// <summary>The last clear refusal; null when there was none.</summary>
    public SubmitAnswer? Refusal { get; set; }

    /// <summary>True when an attempt had no clear answer, so that a late commit may still follow a refusal.</summary>
    public bool HadUnclear { get; set; }
}
