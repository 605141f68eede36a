using System.Text.Json;
using Npgsql;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>Lane state in PostgreSQL, beside the journal. The journal's migrations make its table.</summary>
public sealed class PostgresLaneStore(NpgsqlDataSource source, PostgresJournal journal) : ILaneStore
{
    private const string Claim =
        """
        INSERT INTO lane_state (epoch, lane, state) VALUES (1, $1, '')
        ON CONFLICT (lane) DO UPDATE SET epoch = lane_state.epoch + 1
        RETURNING epoch, state
        """;

    private const string Save =
        "UPDATE lane_state SET state = $3, saved_at = clock_timestamp() WHERE lane = $1 AND epoch = $2";

    /// <inheritdoc/>
    public Task<(long Epoch, LaneState State)> ClaimAsync(string lane, CancellationToken cancellation) =>
        CallAsync(async () =>
        {
            await using var command = source.CreateCommand(Claim);
            command.Parameters.Add(new() { Value = lane });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            return (reader.GetInt64(0), DeliveryJson.ReadLane(reader.GetString(1)));
        }, cancellation);

    /// <inheritdoc/>
    public Task<bool> SaveAsync(string lane, long epoch, LaneState state, CancellationToken cancellation) =>
        CallAsync(async () =>
        {
            await using var command = source.CreateCommand(Save);
            command.Parameters.Add(new() { Value = lane });
            command.Parameters.Add(new() { Value = epoch });
            command.Parameters.Add(new() { Value = JsonSerializer.Serialize(state, DeliveryJson.Default.LaneState) });
            return await command.ExecuteNonQueryAsync(cancellation) == 1;
        }, cancellation);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        await journal.PrepareAsync(cancellation);
        try
        {
            return await call();
        }
        catch (Exception exception) when (StoreErrors.IsOperating(exception))
        {
            throw StoreErrors.Translate(exception);
        }
    }
}
