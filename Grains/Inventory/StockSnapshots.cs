namespace OrderGrid.Inventory;

/// <summary>How a count is brought up to date. Pure.</summary>
public static class StockSnapshots
{
    /// <summary>
    /// What has to be added to a count: changes recorded after it, and, for those it names, the difference between
    /// what is recorded and what it includes. A shipment that was counted but not yet heard of is thus added back
    /// until its report arrives, and one heard of late is not taken off twice.
    /// </summary>
    public static long Reapply(Position state, CountStock count)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(count);
        var named = count.Included.DistinctBy(one => one.Reference, StringComparer.Ordinal)
            .ToDictionary(one => one.Reference, StringComparer.Ordinal);
        var later = 0L;
        var recorded = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in (state.Entries ?? StockEntries.None).Recent)
        {
            if (entry.Reference is { } reference && named.ContainsKey(reference))
            {
                recorded[reference] = recorded.GetValueOrDefault(reference) + entry.Change;
            }
            else if (entry.At > count.AsOf)
            {
                later += entry.Change;
            }
        }

        return later + named.Values.Sum(one =>
        {
            var booked = recorded.TryGetValue(one.Reference, out var sum) ? sum : Shipped(state, one.Reference);
            return booked - (one.Change ?? booked);
        });
    }

    // Entries are few; the holds remember their shipments for longer.
    private static long Shipped(Position state, string reference) => -state.Holds.Values
        .SelectMany(hold => hold.Shipments)
        .Where(shipment => shipment.Key.Value == reference)
        .Sum(shipment => shipment.Value.Pieces);
}
