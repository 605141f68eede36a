using OrderGrid.Inventory;
using OrderGrid.Kits;

namespace OrderGrid.Channels;

/// <summary>
/// What one channel has in reservations, counted by the channel's activation. Whatever it does not hear of ends at its
/// expiry at the latest; after a restart counting begins anew.
/// </summary>
public sealed class OpenReservations
{
    private readonly Dictionary<ReservationId, (long Pieces, DateTimeOffset Until)> _open = [];
    private readonly PriorityQueue<ReservationId, DateTimeOffset> _ends = new();

    /// <summary>Reservations open.</summary>
    public int Count => _open.Count;

    /// <summary>Pieces in them.</summary>
    public long Pieces { get; private set; }

    /// <summary>Makes room for one more; false when a cap is in the way. One that is known has its room.</summary>
    public bool TryOpen(ReservationId id, long pieces, DateTimeOffset until, ReservationCaps caps)
    {
        ArgumentNullException.ThrowIfNull(caps);
        if (_open.ContainsKey(id))
        {
            return true;
        }

        if (_open.Count >= caps.MaxOpen || Pieces + pieces > caps.MaxPieces)
        {
            return false;
        }

        Set(id, pieces, until);
        return true;
    }

    /// <summary>Takes note of a clear answer: the reservation as it stands, or null when there is none.</summary>
    public void Know(ReservationId id, ReservationView? view)
    {
        if (view is { Status: ReservationStatus.Placed })
        {
            Set(id, view.Lines.Sum(line => Kit.PiecesOf(line.Kit, line.Quantity)), view.ExpiresAt);
        }
        else
        {
            Close(id);
        }
    }

    /// <summary>One is open no more.</summary>
    public void Close(ReservationId id)
    {
        if (_open.Remove(id, out var closed))
        {
            Pieces -= closed.Pieces;
        }
    }

    /// <summary>Forgets what has expired.</summary>
    public void Expire(DateTimeOffset now)
    {
        while (_ends.TryPeek(out var id, out var end) && end <= now)
        {
            _ends.Dequeue();
            if (_open.TryGetValue(id, out var known) && known.Until <= now)
            {
                Close(id);
            }
        }
    }

    private void Set(ReservationId id, long pieces, DateTimeOffset until)
    {
        Close(id);
        _open.Add(id, (pieces, until));
        _ends.Enqueue(id, until);
        Pieces += pieces;
    }
}
