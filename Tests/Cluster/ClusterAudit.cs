using System.Collections.Immutable;
using System.Text;
using Npgsql;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Tests.Cluster;

/// <summary>Reads the whole journal and the partners' ledgers and says what contradicts the promises.</summary>
internal sealed class ClusterAudit
{
    private readonly List<string> _lost = [];
    private readonly List<string> _oversold = [];
    private readonly List<string> _doubled = [];

    /// <summary>Acknowledged orders that are not there or not closed, and orders nobody was told of.</summary>
    public IReadOnlyList<string> Lost => _lost;

    /// <summary>Positions that promised or shipped more than there was, at any moment.</summary>
    public IReadOnlyList<string> Oversold => _oversold;

    /// <summary>Business keys with more than one effect at a partner, or with none.</summary>
    public IReadOnlyList<string> Doubled => _doubled;

    /// <summary>Events read.</summary>
    public int Events { get; private set; }

    /// <summary>Query that is true when every piece of so many orders has left its shelf and all are closed.</summary>
    public static string Settled(int orders, int pieces) =>
        $"""
        SELECT count(*) FILTER (WHERE type = 'order.closed.v1') >= {orders}
           AND coalesce(sum((body ->> 'quantity')::integer) FILTER (WHERE type = 'inventory.shipped.v1'), 0) >= {pieces}
        FROM journal_event WHERE category IN ({(int)StreamCategory.Order}, {(int)StreamCategory.Position})
        """;

    /// <summary>Reads and compares.</summary>
    public static async Task<ClusterAudit> ReadAsync(GridCluster grid, Assortment assortment, OrderTraffic traffic)
    {
        var audit = new ClusterAudit();
        var streams = await audit.ReadStreamsAsync(grid.Database);
        audit.CheckOrders(streams, traffic);
        audit.CheckPositions(streams, assortment, traffic);
        audit.CheckLedgers(grid.Sandbox.Landscape, traffic);
        return audit;
    }

    private async Task<ILookup<StreamName, JournalEvent>> ReadStreamsAsync(string database)
    {
        const string query =
            "SELECT category, stream, type, body::text FROM journal_event ORDER BY category, stream, version";
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var found = new List<(StreamName Stream, JournalEvent Event)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            found.Add((
                new((StreamCategory)reader.GetInt16(0), reader.GetString(1)),
                new(reader.GetString(2), Encoding.UTF8.GetBytes(reader.GetString(3)), default, default, null, default)));
        }

        Events = found.Count;
        return found.ToLookup(one => one.Stream, one => one.Event);
    }

    private void CheckOrders(ILookup<StreamName, JournalEvent> streams, OrderTraffic traffic)
    {
        var orders = streams.Where(stream => stream.Key.Category == StreamCategory.Order).ToDictionary(
            stream => stream.Key.Key,
            stream => stream.Select(OrderEvents.Format.Read).Aggregate(Order.None, OrderEvolution.Evolve));
        _lost.AddRange(traffic.Accepted.Keys.Where(key => !orders.ContainsKey(key)).Select(key => $"{key} is gone"));
        _lost.AddRange(orders.Keys.Where(key => !traffic.Accepted.ContainsKey(key)).Select(key => $"{key} is a phantom"));
        _lost.AddRange(orders.Where(order => !order.Value.Closed)
            .Select(order => $"{order.Key} is {OrderProjection.StatusOf(order.Value)}"));
    }

    private void CheckPositions(
        ILookup<StreamName, JournalEvent> streams, Assortment assortment, OrderTraffic traffic)
    {
        long shipped = 0;
        foreach (var stream in streams.Where(stream => stream.Key.Category == StreamCategory.Position))
        {
            var state = Position.Empty;
            foreach (var happening in stream.Select(PositionEvents.Format.Read))
            {
                state = PositionEvolution.Evolve(state, happening);
                var held = state.Levels.Pending.Pieces + state.Levels.Committed.Pieces;
                if (held < 0 || held > state.Levels.OnHand.Pieces)
                {
                    _oversold.Add($"{stream.Key.Key}: {state.Levels} after {happening}");
                }
            }

            shipped += assortment.StockPerNode - state.Levels.OnHand.Pieces;
        }

        var promised = traffic.Accepted.Values.Sum();
        if (shipped != promised)
        {
            _oversold.Add($"{shipped} pieces left the shelves for {promised} that were promised");
        }
    }

    private void CheckLedgers(PartnerLandscape partners, OrderTraffic traffic)
    {
        foreach (var system in partners.All)
        {
            _doubled.AddRange(system.Summarize().Keys!.Where(key => key.Documents != 1)
                .Select(key => $"{system.Name} has {key.Documents} {key.Collection} for {key.Key}"));
        }

        var posted = partners.Erp.Summarize().Keys!.Where(key => key.Collection == "orders").Select(key => key.Key);
        _doubled.AddRange(posted.ToImmutableHashSet().SymmetricExcept(traffic.Accepted.Keys)
            .Select(key => $"the ERP and the channel disagree about {key}"));
    }
}
