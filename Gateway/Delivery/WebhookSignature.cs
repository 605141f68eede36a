using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderGrid.Gateway.Delivery;

/// <summary>
/// Checks signatures of Standard Webhooks 1.0, scheme <c>v1</c>: HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
internal sealed record WebhookSignature(string Id, string Timestamp, string Signatures)
{
    /// <summary>How far a timestamp may be off, in either direction, inclusive.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Scheme = "v1,";
    private const int MaxSignatures = 16;

    public static WebhookSignature Read(IHeaderDictionary headers) => new(
        headers["webhook-id"].ToString(),
        headers["webhook-timestamp"].ToString(),
        headers["webhook-signature"].ToString());

    /// <summary>True when one of the partner's keys signed this body, not longer ago than is tolerated.</summary>
    public bool IsValid(Partner partner, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (Id.Length == 0
            || !long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var given = Signatures.Split(' ', MaxSignatures + 1)
            .Where(one => one.StartsWith(Scheme, StringComparison.Ordinal))
            .Select(one => Encoding.UTF8.GetBytes(one[Scheme.Length..]))
            .ToList();

        // Every key is tried against every signature, so that the time tells nothing about which of them was near.
        var valid = false;
        foreach (var key in partner.Keys)
        {
            var expected = Sign(key.AsSpan(), body);
            foreach (var one in given)
            {
                valid |= CryptographicOperations.FixedTimeEquals(one, expected);
            }
        }

        return valid;
    }

    private byte[] Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."));
        hash.AppendData(body);
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(hash.GetHashAndReset()));
    }
}
