using System.Diagnostics;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Channels;

/// <summary>The state of one key: the hash it is bound to, or null.</summary>
public sealed record IdempotencyKey(string? ContentHash);

/// <summary>The key was bound.</summary>
public sealed record KeyClaimed(string ContentHash);

/// <summary>The journalled form of key events.</summary>
public static class KeyEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<KeyClaimed> Format { get; } = new(("key.claimed.v1", KeyJson.Default.KeyClaimed));
}

/// <summary>Shell of an idempotency key.</summary>
public sealed class IdempotencyKeyGrain(IJournal journal, TimeProvider clock) : Grain, IIdempotencyKeyGrain
{
    private EventStream<IdempotencyKey, KeyClaimed> _stream = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = new(
            journal,
            new(StreamCategory.IdempotencyKey, this.GetPrimaryKeyString()),
            KeyEvents.Format,
            new(null as string),
            (_, claimed) => new(claimed.ContentHash));
        return _stream.LoadAsync(null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ClaimAnswer> Claim(CommandContext context, string contentHash)
    {
        if (_stream.Trusted.ContentHash is { } known)
        {
            return known == contentHash ? ClaimAnswer.Repeated : ClaimAnswer.OtherContent;
        }

        var claimed = new KeyClaimed(contentHash);
        var outcome = await _stream.AppendAsync([claimed], context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome != AppendOutcome.Committed)
        {
            DeactivateOnIdle();
        }

        return outcome switch
        {
            AppendOutcome.Committed => ClaimAnswer.First,
            AppendOutcome.Conflict or AppendOutcome.NotWritten => ClaimAnswer.NotWritten,
            AppendOutcome.Unknown => ClaimAnswer.OutcomeUnknown,
        };
    }
}

/// <summary>JSON of key events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyClaimed))]
internal sealed partial class KeyJson : JsonSerializerContext;
