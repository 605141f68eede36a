using System.Collections.Immutable;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;

namespace OrderGrid.Load.Demo;

/// <summary>The promises to partners: their books must say the same as the journal, each thing once.</summary>
internal static class PartnerInvariants
{
    /// <summary>One document per order, shipment and release.</summary>
    public static IEnumerable<Verdict> Check(Evidence evidence)
    {
        var documents = evidence.Ledgers.Sum(ledger => ledger.Documents);
        yield return new("I12", "no partner has done anything twice", documents,
        [
            .. evidence.Ledgers.Where(ledger => ledger.DuplicateEffects > 0)
                .Select(ledger => $"{ledger.System}: {ledger.DuplicateEffects} doubled"),
        ]);
        var (books, journal) = (Books(evidence), Journal(evidence));
        yield return new("I12", "one ERP order per order, one invoice per shipment, one release per order and node",
            journal.Count, [.. books.Except(journal).Select(key => $"{key} is only in the partner's book"),
                .. journal.Except(books).Select(key => $"{key} is only in the journal")]);
    }

    private static HashSet<string> Books(Evidence evidence) =>
    [
        .. evidence.Ledgers.SelectMany(ledger => ledger.Keys.Where(key => key.Documents > 0))
            .Select(key => $"{key.Collection} {key.Key}"),
    ];

    private static HashSet<string> Journal(Evidence evidence)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, order) in evidence.Journal.Orders)
        {
            if (order.State.ErpNumber is not null)
            {
                keys.Add($"orders {key}");
            }

            keys.UnionWith(order.State.Requests.Select(request => $"releases {key}@{request.Node}"));
            keys.UnionWith(order.State.Shipments.Where(shipment => shipment.Invoice is not null)
                .Select(shipment => $"shipments {key}/{shipment.Id}"));
        }

        return keys;
    }
}
