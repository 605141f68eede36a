using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Hosting;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Delivery;

/// <summary>The partners that may send events, with their keys.</summary>
public sealed class PartnerDirectory
{
    private const string SecretPrefix = "whsec_";

    private readonly FrozenDictionary<string, Partner> _partners;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="GridConfigurationException">A secret is not one; the partner is named.</exception>
    public PartnerDirectory(GridSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _partners = settings.Partners.ToFrozenDictionary(
            partner => partner.Partner.Value,
            partner => new Partner(partner.Partner, partner.Node, [.. partner.ResolveSecrets().Select(
                secret => KeyOf(partner.Partner, secret))]),
            StringComparer.Ordinal);
    }

    /// <summary>The partner; null when none of this name is configured.</summary>
    public Partner? Find(string name) => _partners.GetValueOrDefault(name);

    private static ImmutableArray<byte> KeyOf(PartnerId partner, string secret)
    {
        var key = new byte[secret.Length];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length)
            && length > 0
                ? [.. key.AsSpan(0, length)]
                : throw new GridConfigurationException(
                    $"A secret of partner '{partner}' is not {SecretPrefix} followed by base64.");
    }
}

/// <summary>A partner that may send events.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Node">The only node it may speak for; null when it is not a node's.</param>
/// <param name="Keys">Any of them may have signed; several while they rotate.</param>
public sealed record Partner(PartnerId Id, NodeId? Node, ImmutableArray<ImmutableArray<byte>> Keys);
