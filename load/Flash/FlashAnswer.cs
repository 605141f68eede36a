namespace OrderGrid.Load.Flash;

/// <summary>What became of a request.</summary>
public enum FlashOutcome
{
    /// <summary>Never sent: too many were outstanding.</summary>
    Unsent,

    /// <summary>201: the order is accepted.</summary>
    Accepted,

    /// <summary>200 to a read.</summary>
    Read,

    /// <summary>A refusal for good, by its code.</summary>
    Refused,

    /// <summary>429: beyond the channel's rate.</summary>
    TooMany,

    /// <summary>503: turned away, with nothing written.</summary>
    TurnedAway,

    /// <summary>It may or may not have happened: 500, 503 that says so, or no answer.</summary>
    Unknown,
}

/// <summary>What a request was told.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">The refusal's code; null where there is none.</param>
internal readonly record struct FlashAnswer(FlashOutcome Outcome, string? Code)
{
    /// <summary>Of a request without any answer.</summary>
    public static FlashAnswer None { get; } = new(FlashOutcome.Unknown, "NoAnswer");

    // The codes of a 503 after which something may have been written.
    private static readonly string[] Unclear = ["OutcomeUnknown", "Unavailable"];

    /// <summary>Of a status and the code in its body.</summary>
    public static FlashAnswer Of(int status, string? code, bool read) => status switch
    {
        201 => new(FlashOutcome.Accepted, null),
        200 when read => new(FlashOutcome.Read, null),
        429 => new(FlashOutcome.TooMany, code),
        503 when code is not null && !Unclear.Contains(code) => new(FlashOutcome.TurnedAway, code),
        >= 400 and < 500 => new(FlashOutcome.Refused, code ?? FormattableString.Invariant($"Status{status}")),
        _ => new(FlashOutcome.Unknown, code ?? FormattableString.Invariant($"Status{status}")),
    };
}
