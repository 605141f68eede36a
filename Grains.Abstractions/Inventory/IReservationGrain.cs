using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>
/// One cart's reservation: all its lines or none. Key: <see cref="ReservationKey"/>'s text. Its holds have ids made of
/// its own, so that whatever was cut off can be repeated. Every answer but a read is given after it is durable.
/// </summary>
[Alias("IReservationGrain")]
public interface IReservationGrain : IGrainWithStringKey
{
    /// <summary>Reserves every line in full, or nothing; its id has the first answer for ever.</summary>
    [Alias("Place")]
    Task<ReservationOutcome> Place(PlaceReservation command);

    /// <summary>Lets it last longer.</summary>
    [Alias("Extend")]
    Task<ReservationOutcome> Extend(ExtendReservation command);

    /// <summary>Gives its stock back.</summary>
    [Alias("Release")]
    Task<ReservationOutcome> Release(CommandContext context);

    /// <summary>Hands its holds over to an order. The answer's lines are what is left of them.</summary>
    [Alias("Convert")]
    Task<ReservationOutcome> Convert(ConvertReservation command);

    /// <summary>The reservation as it stands; null when it was never placed.</summary>
    [Alias("Get")]
    Task<ReservationView?> Get();

    /// <summary>
    /// Ends it when it is due. Answers with the time at which it expires, UTC; the end of time when it does not.
    /// </summary>
    [Alias("ExpireDue")]
    Task<DateTimeOffset> ExpireDue();
}
