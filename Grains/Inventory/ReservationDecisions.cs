using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What a reservation decided: the answer, and the event that makes it true.</summary>
public sealed record ReservationDecision(ReservationAnswer Answer, ReservationEvent? Event)
{
    /// <summary>Nothing happens.</summary>
    public static ReservationDecision Nothing(ReservationAnswer answer) => new(answer, null);

    /// <summary>Something happens.</summary>
    public static ReservationDecision Do(ReservationEvent happening) => new(ReservationAnswer.Done, happening);
}

/// <summary>What a reservation decides. Pure; refusals follow the order of <see cref="ReservationAnswer"/>.</summary>
public static class ReservationDecisions
{
    /// <summary>
    /// Asks for a reservation. Done without an event: it was asked for before, and its holds are still to be placed.
    /// </summary>
    public static ReservationDecision DecidePlace(Reservation state, PlaceReservation command, DateTimeOffset now)
    {
        if (state.Requested is { } requested)
        {
            return ReservationDecision.Nothing(
                requested.ContentHash != command.ContentHash ? ReservationAnswer.IdReusedWithOtherContent
                : state.Status == ReservationStatus.Requested ? ReservationAnswer.Done
                : state.Status == ReservationStatus.Refused ? Refusal(state)
                : state.Lines.IsEmpty ? Ended(state.Status)
                : ReservationAnswer.Repeated);
        }

        if (!IsInRange(command.ExpiresAt, now, command.LongestHold))
        {
            return ReservationDecision.Nothing(ReservationAnswer.ExpiryOutOfRange);
        }

        return command.HasRoom
            ? ReservationDecision.Do(new ReservationRequested(
                command.ContentHash, command.Lines, command.Nodes, HoldDecisions.RoundUp(command.ExpiresAt))
            {
                Customer = command.Customer,
            })
            : ReservationDecision.Nothing(ReservationAnswer.TooManyReservations);
    }

    /// <summary>All or nothing, once every position has answered.</summary>
    public static ReservationEvent Conclude(
        ImmutableArray<ReservedLine> lines, IReadOnlyDictionary<int, Sku> lacking, IReadOnlySet<int> capped)
    {
        ImmutableArray<ReservationShortage> missing =
        [
            .. lines.Select(line => new ReservationShortage(
                line.Line, Sum(line), lacking.TryGetValue(line.Line, out var sku) ? sku : null)
            {
                Capped = capped.Contains(line.Line),
            })
                .Where(line => line.Promised < lines[line.Line - 1].Quantity),
        ];
        return missing.IsEmpty ? new ReservationPlaced(lines) : new ReservationRefused(missing);
    }

    /// <summary>Lets it last longer. The event is true once every hold lasts as long.</summary>
    public static ReservationDecision DecideExtend(Reservation state, ExtendReservation command, DateTimeOffset now)
    {
        var known = state.Extensions.FirstOrDefault(extension => extension.Command == command.Context.Command);
        if (known is not null)
        {
            return ReservationDecision.Nothing(known.ContentHash == command.ContentHash
                ? ReservationAnswer.Repeated
                : ReservationAnswer.IdReusedWithOtherContent);
        }

        if (FindEnd(state, now) is { } ended)
        {
            return ReservationDecision.Nothing(ended);
        }

        if (!IsInRange(command.ExpiresAt, now, command.LongestHold))
        {
            return ReservationDecision.Nothing(ReservationAnswer.ExpiryOutOfRange);
        }

        var until = HoldDecisions.RoundUp(command.ExpiresAt < state.ExpiresAt ? state.ExpiresAt : command.ExpiresAt);
        return ReservationDecision.Do(new ReservationExtended(command.Context.Command, command.ContentHash, until));
    }

    /// <summary>Gives it back; what is over is given back already.</summary>
    public static ReservationDecision DecideRelease(Reservation state) => state.Status switch
    {
        ReservationStatus.None or ReservationStatus.Refused =>
            ReservationDecision.Nothing(ReservationAnswer.UnknownReservation),
        ReservationStatus.Requested or ReservationStatus.Placed => ReservationDecision.Do(new ReservationReleased()),
        ReservationStatus.Converted => ReservationDecision.Nothing(ReservationAnswer.Converted),
        ReservationStatus.Released or ReservationStatus.Expired =>
            ReservationDecision.Nothing(ReservationAnswer.Repeated),
    };

    /// <summary>Hands it over to an order; the first one has it for ever.</summary>
    public static ReservationDecision DecideConvert(Reservation state, ConvertReservation command, DateTimeOffset now)
    {
        if (state.Order is { } order)
        {
            return ReservationDecision.Nothing(
                order == command.Order ? ReservationAnswer.Repeated : ReservationAnswer.Converted);
        }

        return FindEnd(state, now) is { } ended
            ? ReservationDecision.Nothing(ended)
            : ReservationDecision.Do(new ReservationConverted(command.Order));
    }

    /// <summary>Why it cannot be used any more; null when it can.</summary>
    public static ReservationAnswer? FindEnd(Reservation state, DateTimeOffset now) =>
        state.Status != ReservationStatus.Placed ? Ended(state.Status)
        : state.ExpiresAt <= now ? ReservationAnswer.Expired
        : null;

    /// <summary>Why one that was refused was.</summary>
    public static ReservationAnswer Refusal(Reservation state) => state.Short.Any(line => line.Capped)
        ? ReservationAnswer.BuyerCapReached
        : ReservationAnswer.InsufficientStock;

    /// <summary>The lines at fault of one that was refused.</summary>
    public static ImmutableArray<LineRefusal> Refusals(Reservation state) =>
        [
            .. from missing in state.Short
               let asked = state.Requested!.Lines[missing.Line - 1].Quantity
               select new LineRefusal(
                   missing.Line,
                   missing.Capped ? LineRefusalReason.BuyerCapReached : LineRefusalReason.InsufficientStock,
                   missing.Capped
                       ? $"{asked} pieces asked, {missing.Promised} is what the buyer may still have."
                       : $"{asked} pieces asked, {missing.Promised} were there."
                           + (missing.Component is { } sku ? $" The component {sku} is short." : "")),
        ];

    /// <summary>The id of the hold of one line at one node: the same in every attempt, and nobody else's.</summary>
    public static HoldId HoldOf(ReservationKey key, int line, int node) => new(string.Create(
        CultureInfo.InvariantCulture, $"r{key.Channel.Value.Length}:{key.Channel}:{key.Reservation}:{line}:{node}"));

    private static ReservationAnswer Ended(ReservationStatus status) => status switch
    {
        ReservationStatus.None or ReservationStatus.Refused or ReservationStatus.Requested =>
            ReservationAnswer.UnknownReservation,
        ReservationStatus.Converted => ReservationAnswer.Converted,
        ReservationStatus.Released => ReservationAnswer.Released,
        ReservationStatus.Expired or ReservationStatus.Placed => ReservationAnswer.Expired,
    };

    private static bool IsInRange(DateTimeOffset expiresAt, DateTimeOffset now, TimeSpan longest) =>
        expiresAt > now && expiresAt - now <= longest;

    private static Quantity Sum(ReservedLine line) =>
        line.Allocations.Aggregate(Quantity.Zero, (sum, allocation) => sum + allocation.Quantity);
}
