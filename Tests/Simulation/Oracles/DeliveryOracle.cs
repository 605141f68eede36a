using OrderGrid.Connectors;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Sandbox.Ledgers;

namespace OrderGrid.Simulated;

/// <summary>I12, I13, I14, L2: the partners' ledgers against the journal.</summary>
internal static class DeliveryOracle
{
    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan) =>
        JudgeEffects(world)
            .Concat(JudgeNeed(world))
            .Concat(JudgeOrder(world))
            .Concat(JudgeAccounts(world, scan));

    private static IEnumerable<string> JudgeEffects(GridWorld world)
    {
        foreach (var system in world.Partners.All)
        {
            var doubled = system.Entries
                .Where(entry => entry.Kind == LedgerEntryKind.Document)
                .GroupBy(entry => (entry.Collection, entry.Key))
                .Where(group => group.Count() > 1);
            foreach (var group in doubled)
            {
                yield return $"I12: {system.Name} made {group.Count()} {group.Key.Collection} for {group.Key.Key}.";
            }
        }
    }

    private static IEnumerable<string> JudgeNeed(GridWorld world) => world.Traffic.All
        .Where(sent => sent.Settled)
        .Select(sent => $"I12: {sent.System} was sent {sent.Document.Key} long after its outcome was recorded.");

    // A shipment that reached the ERP before its order would have nothing to be billed to.
    private static IEnumerable<string> JudgeOrder(GridWorld world)
    {
        var posted = new HashSet<string>();
        foreach (var entry in world.Partners.Erp.Entries.Where(entry => entry.Kind == LedgerEntryKind.Document))
        {
            if (entry.Collection == "orders")
            {
                posted.Add(entry.Key);
            }
            else if (!posted.Contains(entry.Key[..entry.Key.LastIndexOf('/')]))
            {
                yield return $"I13: {entry.Key} reached the ERP before its order.";
            }
        }
    }

    private static IEnumerable<string> JudgeAccounts(GridWorld world, JournalScan scan)
    {
        var dead = scan.Streams.Keys
            .Where(stream => stream.Category == StreamCategory.Delivery)
            .Select(stream => stream.Key)
            .ToHashSet();
        var known = world.Partners.All
            .SelectMany(system => system.Entries)
            .Where(entry => entry.Kind == LedgerEntryKind.Document)
            .Select(entry => entry.Key)
            .ToHashSet();
        foreach (var (key, order) in scan.Orders.Where(order => order.Value is { Accepted: true }))
        {
            var expected = Documents(key, order).Concat(Later(key, order)).ToList();
            var isSettled = order.HoldReason is not null
                || dead.Any(letter => letter.EndsWith($"/{key}", StringComparison.Ordinal));
            foreach (var document in expected.Where(document => !isSettled && !known.Contains(document)))
            {
                yield return $"I14: {document} is neither delivered nor a dead letter.";
            }

            known.ExceptWith(expected);
            known.RemoveWhere(document => IsRejected(key, order, document));
        }

        foreach (var document in known)
        {
            yield return $"I12: a partner has {document}, which no order asked for.";
        }
    }

    // What a node was sent and then rejected is needed by nobody any more, and is in its books all the same.
    private static bool IsRejected(OrderKey key, Order order, string document) => order.Rejections.Any(
        rejection => document == $"{key}@{rejection.Node}"
            || document.StartsWith($"{key}@{rejection.Node}/", StringComparison.Ordinal));

    private static IEnumerable<string> Documents(OrderKey key, Order order) =>
        order.Shipments.Select(shipment => $"{key}/{shipment.Id}")
            .Concat(order.Nodes.Where(node => HasFirst(order, node)).Select(node => $"{key}@{node}"))
            .Append(key.ToString());

    // A node of which everything came later is asked for that alone.
    private static bool HasFirst(Order order, NodeId node) => order.Lines.Any(line => line.Allocations.Any(
        allocation => allocation.Node == node
            && allocation.Quantity > (allocation.Backorder is { } waits ? waits.Quantity + waits.Later : default)));

    private static IEnumerable<string> Later(OrderKey key, Order order) => order.Due
        .Where(due => order.Rejections.All(rejection => rejection.Node != due.Node))
        .Select(due => $"{key}@{due.Node}/{due.Part}");
}
