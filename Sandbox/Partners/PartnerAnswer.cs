using System.Text.Json.Nodes;

namespace OrderGrid.Sandbox.Partners;

/// <summary>What a partner system replies: an HTTP status and a body.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">The body's text; empty for none.</param>
public sealed record PartnerReply(int Status, string Body)
{
    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Value of <c>Retry-After</c>, in whole seconds; null sends no such header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>A reply with a JSON body.</summary>
    public static PartnerReply Json(int status, JsonNode body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new PartnerReply(status, body.ToJsonString(SandboxJson.Options));
    }

    /// <summary>A refusal with a reason and, where it helps, what to change.</summary>
    public static PartnerReply Refusal(int status, string reason, string detail) =>
        Json(status, new JsonObject { ["reason"] = reason, ["detail"] = detail });
}

/// <summary>What becomes of a reply on its way to the caller.</summary>
public enum ReplyFate
{
    /// <summary>It arrives.</summary>
    Sent,

    /// <summary>The connection breaks before a byte of it arrives.</summary>
    ConnectionReset,

    /// <summary>Nothing arrives for <see cref="PartnerAnswer.Hold"/>, then the connection breaks.</summary>
    Withheld,

    /// <summary>It arrives in small pieces spread over <see cref="PartnerAnswer.Hold"/>.</summary>
    Trickled,
}

/// <summary>The end of one exchange with a partner system.</summary>
/// <param name="Fate">What becomes of the reply.</param>
/// <param name="Reply">The reply; null where none is sent.</param>
/// <param name="Hold">How long a withheld or trickled reply takes; zero otherwise.</param>
public sealed record PartnerAnswer(ReplyFate Fate, PartnerReply? Reply, TimeSpan Hold)
{
    /// <summary>A reply that arrives.</summary>
    public static PartnerAnswer Sent(PartnerReply reply) => new(ReplyFate.Sent, reply, TimeSpan.Zero);

    /// <summary>A connection that breaks.</summary>
    public static PartnerAnswer Reset { get; } = new(ReplyFate.ConnectionReset, null, TimeSpan.Zero);
}
