using System.Collections.Immutable;

namespace OrderGrid.Load.Audit;

/// <summary>One partner's book, added up.</summary>
/// <param name="System">The partner.</param>
/// <param name="Documents">Documents it made.</param>
/// <param name="DuplicateEffects">Documents beyond the first of their key.</param>
/// <param name="Repeats">Repeats it recognised.</param>
/// <param name="CallbacksOutstanding">Callbacks it still owes the grid.</param>
/// <param name="Faults">Scripted faults that decided a call, by kind.</param>
/// <param name="Keys">Every business key it knows.</param>
internal sealed record PartnerLedger(
    string System,
    int Documents,
    int DuplicateEffects,
    int Repeats,
    int CallbacksOutstanding,
    ImmutableDictionary<string, int> Faults,
    ImmutableArray<LedgerDocument> Keys)
{
    /// <summary>Keys of a collection under which there is a document.</summary>
    public IEnumerable<string> KeysOf(string collection) =>
        Keys.Where(key => key.Collection == collection && key.Documents > 0).Select(key => key.Key);
}

/// <summary>One business key in a partner's book.</summary>
internal sealed record LedgerDocument(string Collection, string Key, int Documents);
