using OrderGrid.Identity;

namespace OrderGrid.Channels;

/// <summary>
/// Binds one idempotency key of one channel to the content it first came with, for ever. Key: <c>channel/key</c>.
/// The claim is durable before the content is worked on; the effect itself is idempotent by its business key.
/// </summary>
[Alias("IIdempotencyKeyGrain")]
public interface IIdempotencyKeyGrain : IGrainWithStringKey
{
    /// <summary>Claims the key for content with this SHA-256, hexadecimal.</summary>
    [Alias("Claim")]
    Task<ClaimAnswer> Claim(CommandContext context, string contentHash);
}

/// <summary>What became of a claim.</summary>
public enum ClaimAnswer
{
    /// <summary>First use.</summary>
    First,

    /// <summary>Used before with the same content.</summary>
    Repeated,

    /// <summary>Used before with other content.</summary>
    OtherContent,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not be claimed. Repeat it.</summary>
    OutcomeUnknown,
}
