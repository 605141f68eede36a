using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>
/// The nodes of a grid and what is known of each. In JSON an array whose elements are ids, or objects with facts.
/// </summary>
[JsonConverter(typeof(NodeCatalogueJsonConverter))]
[CollectionBuilder(typeof(NodeCatalogue), nameof(Create))]
public sealed class NodeCatalogue : IEnumerable<NodeId>
{
    private readonly FrozenDictionary<NodeId, NodeFacts> _facts;
    private readonly FrozenDictionary<RegionCode, RegionFacts> _regions;
    private readonly FrozenSet<RegionCode> _known;

    /// <summary>Makes one; a node named twice counts once.</summary>
    public NodeCatalogue(IEnumerable<NodeFacts> facts, IEnumerable<RegionFacts> regions)
    {
        All = [.. facts.DistinctBy(node => node.Node)];
        _facts = All.ToFrozenDictionary(node => node.Node);
        _regions = regions.DistinctBy(region => region.Region).ToFrozenDictionary(region => region.Region);
        _known = _regions.Keys.Concat(All.SelectMany(node => node.TransitDays?.Keys ?? [])).ToFrozenSet();
    }

    /// <summary>A grid without nodes.</summary>
    public static NodeCatalogue Empty { get; } = new([], []);

    /// <summary>Every node, in the order they were named.</summary>
    public ImmutableArray<NodeFacts> All { get; }

    /// <summary>Nodes of which nothing but the id is known.</summary>
    public static NodeCatalogue Create(ReadOnlySpan<NodeId> nodes) =>
        new(nodes.ToArray().Select(node => new NodeFacts(node)), []);

    /// <summary>The same nodes with regions that orders go to.</summary>
    public NodeCatalogue With(IEnumerable<RegionFacts> regions) => new(All, regions);

    /// <summary>True for a node of the grid.</summary>
    public bool Contains(NodeId node) => _facts.ContainsKey(node);

    /// <summary>What is known of a node: nothing but its id when it is not the grid's.</summary>
    public NodeFacts Of(NodeId node) => _facts.GetValueOrDefault(node) ?? new NodeFacts(node);

    /// <summary>The nodes that ship for a channel, in their order.</summary>
    public ImmutableArray<NodeId> ServingOf(ChannelId channel, ImmutableArray<NodeId> nodes) =>
        nodes.RemoveAll(node => Of(node).Channels?.Contains(channel) == false);

    /// <summary>The region's facts; null when there are none.</summary>
    public RegionFacts? Of(RegionCode? region) =>
        region is { } known ? _regions.GetValueOrDefault(known) : null;

    /// <summary>
    /// The narrowest known region that an address lies in: country and as much of the postal code as is known, else
    /// the country; null when neither is.
    /// </summary>
    public RegionCode? Locate(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var country = address.Country.Trim().ToUpperInvariant();
        var postal = address.PostalCode?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() ?? "";
        for (var length = postal.Length; length > 0; length--)
        {
            if (_known.Contains(new($"{country}-{postal[..length]}")))
            {
                return new($"{country}-{postal[..length]}");
            }
        }

        return _known.Contains(new(country)) ? new(country) : null;
    }

    /// <inheritdoc/>
    public IEnumerator<NodeId> GetEnumerator() => All.Select(node => node.Node).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Reads and writes a catalogue's nodes.</summary>
public sealed class NodeCatalogueJsonConverter : JsonConverter<NodeCatalogue>
{
    /// <inheritdoc/>
    public override NodeCatalogue Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An array of nodes is expected.");
        }

        var nodes = new List<NodeFacts>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            nodes.Add(reader.TokenType == JsonTokenType.String
                ? new(JsonSerializer.Deserialize(ref reader, NodeFactsJson.Default.NodeId))
                : JsonSerializer.Deserialize(ref reader, NodeFactsJson.Default.NodeFacts)
                    ?? throw new JsonException("A node is its id, or an object with the member node."));
        }

        return new(nodes, []);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, NodeCatalogue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartArray();
        foreach (var node in value.All)
        {
            if (node.IsPlain)
            {
                writer.WriteStringValue(node.Node.Value);
            }
            else
            {
                JsonSerializer.Serialize(writer, node, NodeFactsJson.Default.NodeFacts);
            }
        }

        writer.WriteEndArray();
    }
}

/// <summary>JSON of node facts: strict, as the configuration file is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(NodeFacts))]
[JsonSerializable(typeof(NodeId))]
internal sealed partial class NodeFactsJson : JsonSerializerContext;
