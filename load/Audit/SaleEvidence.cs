using System.Collections.Immutable;

namespace OrderGrid.Load.Audit;

/// <summary>What a buyer was told about an order.</summary>
internal enum Told
{
    /// <summary>It is accepted.</summary>
    Accepted,

    /// <summary>It is refused, for good or for now; nothing may have happened.</summary>
    Refused,

    /// <summary>Nothing for sure: it happened in full, or not at all.</summary>
    Nothing,
}

/// <summary>Everything that is known after a sale, from all sides.</summary>
/// <param name="Answers">What buyers were told, by order.</param>
/// <param name="Stock">Pieces there were at the start, by <c>sku@node</c>.</param>
/// <param name="Journal">The feed, folded.</param>
/// <param name="Table">The journal's table.</param>
internal sealed record SaleEvidence(
    IReadOnlyDictionary<string, Told> Answers,
    IReadOnlyDictionary<string, long> Stock,
    JournalFold Journal,
    TableCheck Table)
{
    /// <summary>The ERP's book.</summary>
    public required PartnerLedger Erp { get; init; }

    /// <summary>Positions with more buyers than pieces, of which every piece must be sold.</summary>
    public ImmutableArray<string> SoldOut { get; init; } = [];

    /// <summary>What one channel was let in with, against what its rate allows; null to leave that out.</summary>
    public Admission? Greedy { get; init; }

    /// <summary>Orders that buyers were told this about.</summary>
    public ImmutableArray<string> WithAnswer(Told told) =>
        [.. Answers.Where(answer => answer.Value == told).Select(answer => answer.Key)];
}

/// <summary>What a channel was let in with.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="LetIn">Requests that were not answered with 429.</param>
/// <param name="Allowed">Most that rate × time + burst allow.</param>
internal sealed record Admission(string Channel, int LetIn, int Allowed);
