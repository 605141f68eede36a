using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>
/// What channels were told against what holds of theirs could have had at that version, from the position's own fold.
/// </summary>
internal static class AvailabilityOracle
{
    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan)
    {
        foreach (var (key, records) in scan.Positions)
        {
            var told = world.History.Told.GetValueOrDefault(key) ?? [];
            var state = Position.Empty;
            foreach (var record in records)
            {
                state = record.Events.Select(PositionEvents.Format.Read).Aggregate(state, PositionEvolution.Evolve);
                if (told.TryGetValue(record.Last, out var levels))
                {
                    foreach (var fault in Compare(key, record.Last, state, levels))
                    {
                        yield return fault;
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Compare(PositionKey key, StreamVersion version, Position state, StockLevels told)
    {
        foreach (var channel in WorldNames.Channels)
        {
            var most = state.Terms?.AvailableTo(state.Levels, channel) ?? state.Levels.AvailableToPromise;
            var heard = told.AvailableTo(channel);
            if (heard != most)
            {
                yield return $"L4: {channel} was told {heard} of {key} at {version} and could have had {most}.";
            }
        }
    }
}
