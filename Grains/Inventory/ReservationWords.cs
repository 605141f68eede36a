using System.Diagnostics;

namespace OrderGrid.Inventory;

/// <summary>What to do about a refusal, in a sentence.</summary>
public static class ReservationWords
{
    /// <summary>The sentence for one refusal.</summary>
    public static string Of(ReservationAnswer answer, ReservationKey key) => answer switch
    {
        ReservationAnswer.IdReusedWithOtherContent =>
            $"'{key.Reservation}' was used before with other content. Send the same content, or make another id.",
        ReservationAnswer.UnknownChannel => $"Channel '{key.Channel}' is not configured.",
        ReservationAnswer.UnknownReservation => $"No reservation '{key.Reservation}' was placed on '{key.Channel}'.",
        ReservationAnswer.Converted => $"An order has the reservation '{key.Reservation}'.",
        ReservationAnswer.Released => $"The reservation '{key.Reservation}' was released. Make another one.",
        ReservationAnswer.Expired =>
            $"The reservation '{key.Reservation}' expired; its stock is back on sale. Make another one.",
        ReservationAnswer.Malformed =>
            $"1 to {ReservationLimits.MaxLines} lines and one of expiresAt and expiresInSeconds are expected.",
        ReservationAnswer.InvalidLines => "Correct the lines named in errors.",
        ReservationAnswer.ExpiryOutOfRange =>
            "The expiry is to be later than now and within the channel's longest hold time.",
        ReservationAnswer.TooManyReservations =>
            "The channel has as much reserved as it may. Release reservations, or wait until some end.",
        ReservationAnswer.BuyerCapReached =>
            "Lower the quantities to what one buyer may have, and make another id: this one has had its answer.",
        ReservationAnswer.InsufficientStock =>
            "Lower the quantities or wait for stock, and make another id: this one has had its answer.",
        ReservationAnswer.NotWritten => "Nothing was written. Repeat the request.",
        ReservationAnswer.OutcomeUnknown => "Repeat the same request to learn its outcome.",
        ReservationAnswer.CannotBeSourced => "The channel's sourcing rules allow no way to hold it.",
        ReservationAnswer.Done or ReservationAnswer.Repeated =>
            throw new UnreachableException($"{answer} is no refusal."),
    };
}
