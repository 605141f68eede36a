using Npgsql;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>The items of the journal in PostgreSQL, read from an index that grows once per position.</summary>
public sealed class PostgresNodeItems(NpgsqlDataSource source, PostgresJournal journal) : INodeItems
{
    // 2 is StreamCategory.Position, as a constant: only so does the server see that the index fits.
    private const string Read =
        """
        SELECT stream FROM journal_record
        WHERE category = 2 AND first = 1 AND split_part(stream, '@', 2) = $1 AND stream > $2
        ORDER BY stream LIMIT $3
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sku>> ReadAsync(
        NodeId node, Sku? after, int max, CancellationToken cancellation)
    {
        await journal.PrepareAsync(cancellation);
        try
        {
            await using var command = source.CreateCommand(Read);
            command.Parameters.Add(new() { Value = node.Value });
            command.Parameters.Add(new() { Value = after is { } last ? new PositionKey(last, node).ToString() : "" });
            command.Parameters.Add(new() { Value = max });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var items = new List<Sku>();
            while (await reader.ReadAsync(cancellation))
            {
                items.Add(PositionKey.Parse(reader.GetString(0)).Sku);
            }

            return items;
        }
        catch (Exception exception) when (StoreErrors.IsOperating(exception))
        {
            throw StoreErrors.Translate(exception);
        }
    }
}
