using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Channels;

/// <summary>
/// Reads which reservations of a channel are open out of the journal: every one of them has a deadline there, at its
/// expiry, so that nothing has to be kept beside the reservations themselves.
/// </summary>
public sealed class ReservationRecount(IJournal journal, TimeProvider clock)
{
    private const int ReadsInFlight = 16;

    /// <summary>The open ones; one whose expiry is about to come may be missing.</summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    public async Task<IReadOnlyList<OpenReservation>> ReadAsync(ChannelId channel, CancellationToken cancellation)
    {
        var open = new List<OpenReservation>();
        foreach (var some in (await FindAsync(channel, cancellation)).Chunk(ReadsInFlight))
        {
            foreach (var (stream, reservation) in await Task.WhenAll(some.Select(one => ReadAsync(one, cancellation))))
            {
                if (reservation is { IsOpen: true, Requested: { } requested })
                {
                    open.Add(new(
                        ReservationKey.Parse(stream.Key).Reservation,
                        requested.Lines.Sum(line => line.Quantity.Pieces),
                        reservation.ExpiresAt));
                }
            }
        }

        return open;
    }

    private async Task<HashSet<StreamName>> FindAsync(ChannelId channel, CancellationToken cancellation)
    {
        var found = new HashSet<StreamName>();
        var through = clock.GetUtcNow() + PositionLimits.MaxHoldTime;
        JournalDeadline? after = null;
        IReadOnlyList<JournalDeadline> some;
        do
        {
            some = await journal.ReadDeadlinesAsync(after, through, JournalLimits.MaxDeadlinesPerCall, cancellation);
            found.UnionWith(some
                .Where(deadline => deadline.Stream.Category == StreamCategory.Reservation
                    && ReservationKey.Parse(deadline.Stream.Key).Channel == channel)
                .Select(deadline => deadline.Stream));
            after = some.Count == 0 ? after : some[^1];
        }
        while (some.Count == JournalLimits.MaxDeadlinesPerCall);
        return found;
    }

    private async Task<(StreamName Stream, Reservation Reservation)> ReadAsync(
        StreamName stream, CancellationToken cancellation)
    {
        var records = await journal.ReadStreamAsync(
            stream, StreamVersion.None, JournalLimits.MaxRecordsPerRead, cancellation);
        return (stream, records
            .SelectMany(record => record.Events)
            .Select(ReservationEvents.Format.Read)
            .Aggregate(Reservation.None, ReservationEvents.Evolve));
    }
}

/// <summary>A reservation that counts.</summary>
/// <param name="Id">Its name within the channel.</param>
/// <param name="Pieces">Pieces of all lines.</param>
/// <param name="Until">When it ends by itself, UTC.</param>
public readonly record struct OpenReservation(ReservationId Id, long Pieces, DateTimeOffset Until);
