using System.Collections.Immutable;
using OrderGrid.Journal;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Sourcing;

/// <summary>
/// Reads the orders that were accepted since some time out of the feed, page by page, and compares each. Bounded by
/// orders and by time.
/// </summary>
internal sealed class WhatIfRun(IJournal journal, WhatIf whatIf, TimeProvider clock)
{
    /// <summary>Most orders of one run.</summary>
    public const int MaxOrders = 10_000;

    /// <summary>Most differing orders that are told one by one.</summary>
    public const int MaxTold = 100;

    /// <summary>Longest run.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private const int RecordsPerPartition = 64;
    private const ulong LastTransaction = long.MaxValue;

    // Records stand in the order of their transactions, and a transaction may be recorded a little later than one
    // that began after it.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private static readonly HashSet<StreamCategory> Orders = [StreamCategory.Order];

    private readonly int[] _outcomes = new int[Enum.GetValues<WhatIfOutcome>().Length];
    private readonly List<WhatIfOrder> _told = [];
    private int _orders;
    private int _assumed;

    public async Task<WhatIfAnswer> RunAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var end = clock.GetUtcNow() + MaxTime;
        var cursors = await SeekAsync(since - Slack, cancellation);
        var isTruncated = false;
        while (!isTruncated && cursors.Count > 0)
        {
            var pages = await journal.ReadFeedAsync(new(cursors, RecordsPerPartition, Orders), cancellation);
            foreach (var record in pages.SelectMany(page => page.Records).Where(one => one.RecordedAt >= since))
            {
                isTruncated |= !Take(record);
            }

            // A partition without a page has nothing more.
            cursors = [.. pages.Select(page => new PartitionCursor(page.Partition, page.Through))];
            isTruncated |= cursors.Count > 0 && clock.GetUtcNow() >= end;
        }

        return new(
            since,
            _orders,
            isTruncated,
            WhatIfAnswer.StockMeaning,
            _assumed,
            Count(WhatIfOutcome.Unchanged),
            Count(WhatIfOutcome.OtherNode),
            Count(WhatIfOutcome.MoreShipments),
            Count(WhatIfOutcome.FewerShipments),
            Count(WhatIfOutcome.WouldBeRefused),
            [.. _told]);
    }

    // False when there is one order too many.
    private bool Take(JournalRecord record)
    {
        if (_orders == MaxOrders)
        {
            return whatIf.Compare(record) is null;
        }

        if (whatIf.Compare(record) is { } order)
        {
            _orders++;
            _assumed += order.IsAssumed ? 1 : 0;
            _outcomes[(int)order.Outcome]++;
            if (order.Outcome != WhatIfOutcome.Unchanged && _told.Count < MaxTold)
            {
                _told.Add(order);
            }
        }

        return true;
    }

    private int Count(WhatIfOutcome outcome) => _outcomes[(int)outcome];

    // The feed has no index of time, but its transactions are numbered in the order of time: the last one before
    // which everything is too old is found by halving.
    private async Task<IReadOnlyList<PartitionCursor>> SeekAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        ulong before = 0;
        ulong after = 1;
        while (after < LastTransaction && await IsOlderAsync(after, since, cancellation))
        {
            (before, after) = (after, after * 2);
        }

        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            (before, after) = await IsOlderAsync(middle, since, cancellation) ? (middle, after) : (before, middle);
        }

        return Cursors(before);
    }

    // True when a record behind the transaction is older than the time.
    private async Task<bool> IsOlderAsync(ulong transaction, DateTimeOffset since, CancellationToken cancellation)
    {
        var pages = await journal.ReadFeedAsync(new(Cursors(transaction), 1, Orders), cancellation);
        return pages.Any(page => page.Records[0].RecordedAt < since);
    }

    private static PartitionCursor[] Cursors(ulong transaction) =>
        [.. Enumerable.Range(0, StreamName.Partitions).Select(
            partition => new PartitionCursor(partition, new(transaction, 0)))];
}

/// <summary>What another rule set would have made of a channel's orders.</summary>
/// <param name="Since">Orders accepted from then on were looked at, UTC.</param>
/// <param name="Orders">Orders looked at, at most 10,000.</param>
/// <param name="Truncated">True when there are more, or the time was up: the figures are of a part.</param>
/// <param name="Stock">Which stock the plans were made with.</param>
/// <param name="Assumed">Orders whose plan counts on stock that is not recorded.</param>
/// <param name="Unchanged">The same nodes with the same pieces.</param>
/// <param name="OtherNode">As many shipments, from other nodes or with other pieces.</param>
/// <param name="MoreShipments">More shipments.</param>
/// <param name="FewerShipments">Fewer shipments.</param>
/// <param name="WouldBeRefused">Refused.</param>
/// <param name="Differing">The first 100 that differ.</param>
public sealed record WhatIfAnswer(
    DateTimeOffset Since,
    int Orders,
    bool Truncated,
    string Stock,
    int Assumed,
    int Unchanged,
    int OtherNode,
    int MoreShipments,
    int FewerShipments,
    int WouldBeRefused,
    ImmutableArray<WhatIfOrder> Differing)
{
    /// <summary>Said with every answer.</summary>
    public const string StockMeaning =
        "As each order's decision recorded it; a node of which nothing is recorded is taken to have had enough. "
        + "Daily capacities are not looked at.";
}
