using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderGrid.Journal;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Audit;

/// <summary>
/// Reads the feed to its end as any subscriber would, and compares it with the table. Not safe for concurrent use.
/// </summary>
internal sealed class JournalFollower : IAsyncDisposable
{
    private const int PageRecords = 1_000;

    private readonly PostgresJournal _journal;
    private readonly string _postgres;
    private readonly FeedPosition[] _cursors = new FeedPosition[StreamName.Partitions];

    /// <summary>Makes one; it connects when it first reads.</summary>
    public JournalFollower(string postgres, TimeProvider clock)
    {
        _postgres = postgres;
        _journal = new(
            new PostgresJournalOptions { ConnectionString = postgres }, clock, NullLogger<PostgresJournal>.Instance);
    }

    /// <summary>Everything read so far, folded.</summary>
    public JournalFold Fold { get; } = new();

    /// <summary>Throws unless the database is new: a day sent twice would be answered from the first.</summary>
    public async Task RequireEmptyAsync(CancellationToken cancellation)
    {
        await _journal.PrepareAsync(cancellation);
        await CatchUpAsync(cancellation);
        if (Fold.Records > 0)
        {
            throw new LoadException("A run needs an empty journal: give it a database of its own.");
        }
    }

    /// <summary>Reads whatever is new.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        IReadOnlyList<PartitionPage> pages;
        do
        {
            var cursors = _cursors.Select((after, partition) => new PartitionCursor(partition, after)).ToList();
            pages = await _journal.ReadFeedAsync(new(cursors, PageRecords, null), cancellation);
            foreach (var page in pages)
            {
                _cursors[page.Partition] = page.Through;
                page.Records.ToList().ForEach(Fold.Take);
            }
        }
        while (pages.Count > 0);
    }

    /// <summary>What the table holds, past the feed: gaps in streams, and records the feed did not show.</summary>
    public async Task<TableCheck> CompareWithTableAsync(CancellationToken cancellation)
    {
        var gaps = new List<string>();
        var missed = new List<string>();
        var ends = new Dictionary<StreamName, long>();
        await using var database = NpgsqlDataSource.Create(_postgres);
        await using var command = database.CreateCommand(
            "SELECT category, stream, first, events FROM journal_record ORDER BY category, stream, first");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var records = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var stream = new StreamName((StreamCategory)reader.GetInt16(0), reader.GetString(1));
            var first = reader.GetInt64(2);
            var events = reader.GetInt32(3);
            records++;
            if (first != ends.GetValueOrDefault(stream) + 1)
            {
                gaps.Add(string.Create(CultureInfo.InvariantCulture, $"{stream} goes on at {first}"));
            }

            ends[stream] = first + events - 1;
            if (!Fold.HasSeen(stream, first, events))
            {
                missed.Add(string.Create(CultureInfo.InvariantCulture, $"{stream} at {first}"));
            }
        }

        return new(ends.Count, records, Fold.Records, [.. gaps], [.. missed]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _journal.DisposeAsync();
}

/// <summary>The table compared with what was followed.</summary>
internal sealed record TableCheck(
    int Streams, int Records, int Seen, ImmutableArray<string> Gaps, ImmutableArray<string> Missed);
