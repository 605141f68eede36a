namespace OrderGrid.Journal;

/// <summary>What kind of aggregate a stream belongs to. Stored as its number: never renumber.</summary>
public enum StreamCategory
{
    /// <summary>One sales order; key <c>channel/orderNumber</c>.</summary>
    Order = 1,

    /// <summary>One stock position; key <c>sku@node</c>.</summary>
    Position = 2,

    /// <summary>One sales channel's configuration; key <c>channel</c>.</summary>
    Channel = 3,

    /// <summary>Dead letters and replays of one connector; key <c>connector/subject</c>.</summary>
    Delivery = 4,

    /// <summary>What one idempotency key was first used for; key <c>channel/key</c>.</summary>
    IdempotencyKey = 5,

    /// <summary>One cart's reservation; key <c>channel/id</c>.</summary>
    Reservation = 6,

    /// <summary>The drifts of one node; key <c>node</c>.</summary>
    Reconciliation = 7,

    /// <summary>What kits are made of; key <c>kits</c>.</summary>
    Kit = 8,
}

/// <summary>
/// The name of one event stream: one aggregate's history. <see cref="Key"/> is also the aggregate's grain key and
/// the <c>subject</c> of its events. 1 to 200 characters.
/// </summary>
[GenerateSerializer, Immutable, Alias("StreamName")]
public readonly record struct StreamName([property: Id(0)] StreamCategory Category, [property: Id(1)] string Key)
{
    /// <summary>Number of feed partitions. Stored with every record: never change it.</summary>
    public const int Partitions = 64;

    /// <summary>Longest key, in characters, inclusive.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>
    /// The feed partition, 0 to 63: FNV-1a over the key's UTF-16 units, so that it is the same in every process
    /// and release. All records of one subject share a partition, which is what keeps them in order.
    /// </summary>
    public int Partition
    {
        get
        {
            var hash = 2166136261u;
            foreach (var character in Key)
            {
                hash = unchecked((hash ^ character) * 16777619u);
            }

            return (int)((hash ^ (hash >> 16)) % Partitions);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Category}:{Key}";
}
