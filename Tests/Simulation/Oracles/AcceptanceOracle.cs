using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>I1, I2, I5, L1: what clients were told is in the journal, nothing else is, and it ends.</summary>
internal static class AcceptanceOracle
{
    /// <summary>I1, at any time: what was acknowledged is there.</summary>
    public static IEnumerable<string> JudgeAcknowledged(GridWorld world, JournalScan scan) =>
        world.History.Orders
            .Where(order => order.Value.Promise is not null
                && !scan.Orders.GetValueOrDefault(order.Key, Order.None).Accepted)
            .Select(order => $"I1: {order.Key} was acknowledged and is not in the journal.");

    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan)
    {
        foreach (var fault in JudgeAcknowledged(world, scan))
        {
            yield return fault;
        }

        foreach (var (key, client) in world.History.Orders)
        {
            var order = scan.Orders.GetValueOrDefault(key, Order.None);
            // A refusal leaves no event, so nothing can tell a later attempt from one that was still on its way: after
            // an attempt without an answer, or a request that the network doubled, another may be accepted yet.
            if (client is { Promise: null, Refusal: not null, HadUnclear: false }
                && world.Parameters.MessageFault == 0
                && order.Received is not null)
            {
                yield return $"I2: {key} was refused as {client.Refusal} and is in the journal.";
            }

            if (order.Accepted && order.Received!.ContentHash != Channels.ChannelMapping.Hash(client.Body))
            {
                yield return $"I5: {key} is in the journal with other content than its client sent.";
            }

            if (order.HoldReasons.Any(reason => !reason.StartsWith("Line", StringComparison.Ordinal)))
            {
                yield return $"I10: {key} is held though no partner refuses anything: {order.HoldReason}";
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
