namespace OrderGrid.Gateway.Http;

/// <summary>One way a request can be refused: a row of <see cref="Refusals"/>.</summary>
/// <param name="Code">Stable name, for programs.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What it means, for people; the same for every occurrence.</param>
/// <param name="Retryable">True when the same request can succeed later.</param>
/// <param name="RetryAfter">Seconds to wait before that; null when nobody knows.</param>
public sealed record Refusal(string Code, int Status, string Title, bool Retryable = false, int? RetryAfter = null)
{
    /// <summary>The problem's type: a name, not an address.</summary>
    public string Type { get; } = $"urn:ordergrid:problem:{Code}";
}
