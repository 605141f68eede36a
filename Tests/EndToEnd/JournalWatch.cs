using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>
/// A journal that tells when something is committed, and folds it. Tests wait on what they expect to happen: nothing
/// here looks at a clock but the bound of the wait.
/// </summary>
internal sealed class JournalWatch(IJournal inner) : IJournal
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = [];
    private readonly List<Waiting> _waiting = [];

    /// <summary>Orders that were committed, folded; only to be read in a condition or when all is quiet.</summary>
    public IReadOnlyDictionary<string, Order> Orders => _orders;

    /// <summary>Positions, folded.</summary>
    public IReadOnlyDictionary<string, Position> Positions => _positions;

    /// <summary>Pieces that orders say have left.</summary>
    public long PiecesDispatched { get; private set; }

    /// <summary>Pieces that positions have taken off the shelf.</summary>
    public long PiecesShipped { get; private set; }

    /// <summary>Events after which more was held than there was.</summary>
    public int Oversold { get; private set; }

    /// <summary>True once an event of a type was committed.</summary>
    public bool Wrote(string type) => _types.Contains(type);

    /// <summary>Waits until an order has come so far, and answers it.</summary>
    public async Task<Order> UntilAsync(string order, OrderStatus status)
    {
        await UntilAsync(
            () => _orders.TryGetValue(order, out var known) && OrderProjection.StatusOf(known) == status,
            $"{order} to be {status}");
        return _orders[order];
    }

    /// <summary>Waits until every accepted order has ended and positions have booked what has left.</summary>
    public Task UntilQuietAsync() => UntilAsync(
        () => PiecesShipped == PiecesDispatched
            && _orders.Values.All(order => order.Closed || order.HoldReason is not null),
        "every order to end");

    /// <summary>Waits until a condition holds after a commit.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var waiting = new Waiting(condition, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (condition())
            {
                return;
            }

            _waiting.Add(waiting);
        }

        try
        {
            await waiting.Reached.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Waited {Patience} for {what}; {Describe()}.", late);
        }
    }

    public async Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        var outcome = await inner.AppendAsync(append, cancellation);
        if (outcome == AppendOutcome.Committed)
        {
            lock (_lock)
            {
                Take(append);
                foreach (var reached in _waiting.Where(waiting => waiting.Condition()).ToList())
                {
                    _waiting.Remove(reached);
                    reached.Reached.SetResult();
                }
            }
        }

        return outcome;
    }

    public Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation) =>
        inner.ReadStreamAsync(stream, after, maxRecords, cancellation);

    public Task<JournalHeads> ReadHeadsAsync(
        IReadOnlyList<StreamName> streams, CancellationToken cancellation) =>
        inner.ReadHeadsAsync(streams, cancellation);

    public Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation) =>
        inner.ReadSnapshotAsync(stream, cancellation);

    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation) =>
        inner.WriteSnapshotAsync(snapshot, cancellation);

    public Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation) =>
        inner.ReadFeedAsync(query, cancellation);

    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation) =>
        inner.FindHoldbackAsync(atLeast, cancellation);

    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation) =>
        inner.ReadDeadlinesAsync(after, through, max, cancellation);

    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation) =>
        inner.DeleteDeadlinesAsync(done, cancellation);

    private string Describe()
    {
        lock (_lock)
        {
            var orders = _orders.Values.GroupBy(OrderProjection.StatusOf)
                .Select(group => $"{group.Count()} {group.Key}");
            return $"orders: {string.Join(", ", orders)}; pieces: {PiecesDispatched} sent, {PiecesShipped} shipped";
        }
    }

    private void Take(JournalAppend append)
    {
        foreach (var journalled in append.Events)
        {
            _types.Add(journalled.Type);
            if (append.Stream.Category == StreamCategory.Order)
            {
                TakeOrder(append.Stream.Key, OrderEvents.Format.Read(journalled));
            }
            else if (append.Stream.Category == StreamCategory.Position)
            {
                TakePosition(append.Stream.Key, PositionEvents.Format.Read(journalled));
            }
        }
    }

    private void TakeOrder(string key, OrderEvent happening)
    {
        var order = OrderEvolution.Evolve(_orders.GetValueOrDefault(key) ?? Order.None, happening);
        _orders[key] = order;
        PiecesDispatched += happening is ShipmentDispatched dispatched
            ? dispatched.Lines.Sum(shipped => Kit.PiecesOf(
                order.Lines.First(line => line.Line.Line == shipped.Line).Line.Kit, shipped.Quantity))
            : 0;
    }

    private void TakePosition(string key, PositionEvent happening)
    {
        var position = PositionEvolution.Evolve(_positions.GetValueOrDefault(key) ?? Position.Empty, happening);
        _positions[key] = position;
        PiecesShipped += happening is HoldShipped shipped ? shipped.Quantity.Pieces : 0;
        Oversold += position.Levels.Pending + position.Levels.Committed > position.Levels.OnHand ? 1 : 0;
    }

    private sealed record Waiting(Func<bool> Condition, TaskCompletionSource Reached);
}
