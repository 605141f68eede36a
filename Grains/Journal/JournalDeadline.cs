namespace OrderGrid.Journal;

/// <summary>
/// A time at which a stream's aggregate has something to do by itself. Written with an append, in its commit, so that
/// no crash can come between what is due and the note of when.
/// </summary>
/// <param name="Due">UTC, in whole seconds; several of one stream at the same time are one.</param>
/// <param name="Stream">The stream.</param>
public readonly record struct JournalDeadline(DateTimeOffset Due, StreamName Stream) : IComparable<JournalDeadline>
{
    /// <summary>By time, then by category and key: the order in which they are read and written.</summary>
    public int CompareTo(JournalDeadline other)
    {
        var byDue = Due.CompareTo(other.Due);
        var byCategory = byDue != 0 ? byDue : Stream.Category.CompareTo(other.Stream.Category);
        return byCategory != 0 ? byCategory : string.CompareOrdinal(Stream.Key, other.Stream.Key);
    }
}
