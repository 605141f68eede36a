using OrderGrid.Connectors;

namespace OrderGrid.Simulated;

/// <summary>Every document that was sent to a partner, in the order of sending.</summary>
internal sealed class PartnerTraffic(Func<PartnerDocument, bool> isSettled, Action<PartnerDocument> watch)
{
    private readonly List<(string System, PartnerDocument Document, bool Settled)> _sent = [];

    public IReadOnlyList<(string System, PartnerDocument Document, bool Settled)> All => _sent;

    /// <summary>Notes a sending, and whether the journal knew its outcome: then it was sent in error.</summary>
    public void Sent(string system, PartnerDocument document)
    {
        _sent.Add((system, document, isSettled(document)));
        watch(document);
    }
}
