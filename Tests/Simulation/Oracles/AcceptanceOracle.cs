using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>I1, I2, I5, L1: what clients were told is in the journal, and nothing else, and it comes to its end.</summary>
internal static class AcceptanceOracle
{
    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan)
    {
        foreach (var (key, client) in world.History.Orders)
        {
            var order = scan.Orders.GetValueOrDefault(key, Order.None);
            if (client.Promise is not null && !order.Accepted)
            {
                yield return $"I1: {key} was acknowledged and is not in the journal.";
            }

            // After an attempt without an answer a late commit may overtake the refusal of the next attempt.
            if (client is { Promise: null, Refusal: not null, HadUnclear: false } && order.Received is not null)
            {
                yield return $"I2: {key} was refused as {client.Refusal} and is in the journal.";
            }

            if (order.Accepted && order.Received!.ContentHash != Channels.ChannelMapping.Hash(client.Body))
            {
                yield return $"I5: {key} is in the journal with other content than its client sent.";
            }

            if (order.Accepted && OrderProjection.StatusOf(order) is not (OrderStatus.Closed or OrderStatus.Held))
            {
                yield return $"L1: {key} stands still as {OrderProjection.StatusOf(order)}.";
            }
        }

        foreach (var key in scan.Orders.Keys.Where(key => !world.History.Orders.ContainsKey(key)))
        {
            yield return $"I2: {key} is in the journal and nobody sent it.";
        }
    }
}
