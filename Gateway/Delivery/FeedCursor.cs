using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Delivery;

/// <summary>
/// Where a reader of the feed stands: a position per partition, and how many events of one more record it has seen. To
/// its holder it is a text without meaning.
/// </summary>
/// <param name="Positions">The last record seen in full, for each of the partitions.</param>
/// <param name="Partition">The partition of a record seen in part; -1 when there is none.</param>
/// <param name="Seen">How many events of that record were seen.</param>
internal sealed record FeedCursor(ImmutableArray<FeedPosition> Positions, int Partition, int Seen)
{
    private const byte Format = 1;
    private const int MaxBytes = 2 * 1024;

    /// <summary>Before everything.</summary>
    public static FeedCursor Start { get; } =
        new([.. Enumerable.Repeat(FeedPosition.Start, StreamName.Partitions)], -1, 0);

    /// <summary>The cursor behind the last of some records.</summary>
    public FeedCursor After(int partition, FeedPosition position) =>
        new(Positions.SetItem(partition, position), -1, 0);

    /// <summary>The cursor inside the record that follows.</summary>
    public FeedCursor Inside(int partition, int seen) => this with { Partition = partition, Seen = seen };

    /// <summary>Reads what <see cref="ToString"/> wrote; an empty text is the start.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FeedCursor? cursor)
    {
        cursor = text.Length == 0 ? Start : null;
        var bytes = new byte[MaxBytes];
        if (cursor is not null || text.Length > MaxBytes || !Base64Url.IsValid(text))
        {
            return cursor is not null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, Base64Url.DecodeFromChars(text, bytes)));
        try
        {
            cursor = reader.ReadByte() == Format ? Read(reader) : null;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            return false;
        }

        return cursor is not null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write((sbyte)Partition);
        writer.Write7BitEncodedInt(Seen);
        foreach (var position in Positions)
        {
            writer.Write7BitEncodedInt64((long)position.Transaction);
            writer.Write7BitEncodedInt64(position.Sequence);
        }

        writer.Flush();
        return Base64Url.EncodeToString(bytes.ToArray());
    }

    private static FeedCursor? Read(BinaryReader reader)
    {
        int partition = reader.ReadSByte();
        var seen = reader.Read7BitEncodedInt();
        var positions = ImmutableArray.CreateBuilder<FeedPosition>(StreamName.Partitions);
        for (var index = 0; index < StreamName.Partitions; index++)
        {
            positions.Add(new((ulong)reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        }

        return partition is >= -1 and < StreamName.Partitions && seen >= 0
            ? new(positions.MoveToImmutable(), partition, seen)
            : null;
    }
}
