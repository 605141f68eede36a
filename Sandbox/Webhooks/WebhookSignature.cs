using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderGrid.Sandbox.Webhooks;

/// <summary>Signatures of the Standard Webhooks specification, version 1.0: symmetric, scheme <c>v1</c>.</summary>
public static class WebhookSignature
{
    /// <summary>Header with the event's id, the same over all sendings.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of the sending, in whole seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with one or more signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Scheme = "v1,";

    /// <summary>How far a timestamp may be off, in either direction, inclusive.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Signs a sending; a secret that is not <c>whsec_</c> and base64 throws <see cref="FormatException"/>.
    /// </summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            throw new FormatException($"A webhook secret starts with {SecretPrefix}.");
        }

        var key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return Scheme + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>What is wrong with a sending's signature, or null.</summary>
    public static string? Problem(
        string secret, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (!headers.TryGetValue(IdHeader, out var id) || !headers.TryGetValue(TimestampHeader, out var timestamp)
            || !headers.TryGetValue(SignatureHeader, out var signatures))
        {
            return $"{IdHeader}, {TimestampHeader} and {SignatureHeader} are needed.";
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((now.ToUnixTimeSeconds() - (double)seconds)) > Tolerance.TotalSeconds)
        {
            return $"{TimestampHeader} is not within {Tolerance.TotalMinutes} minutes of now.";
        }

        var expected = Encoding.ASCII.GetBytes(Sign(secret, id, timestamp, body));
        return signatures.Split(' ').Any(one =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), expected))
            ? null
            : "No signature matches the secret.";
    }
}
