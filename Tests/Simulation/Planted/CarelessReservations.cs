using Orleans.Runtime;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>Reservations that look free to every order that asks.</summary>
internal sealed class CarelessReservations(IGrainFactory inner) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var grain = inner.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);
        return grain is IReservationGrain reservation ? (TGrainInterface)(object)new Reservation(reservation) : grain;
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        inner.GetGrain<TGrainInterface>(grainId);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        inner.GetGrain(grainInterfaceType, grainPrimaryKey);

    private sealed class Reservation(IReservationGrain inner) : IReservationGrain
    {
        public Task<ReservationOutcome> Place(PlaceReservation command) => inner.Place(command);

        public Task<ReservationOutcome> Extend(ExtendReservation command) => inner.Extend(command);

        public Task<ReservationOutcome> Release(CommandContext context) => inner.Release(context);

        public async Task<ReservationOutcome> Convert(ConvertReservation command)
        {
            var outcome = await inner.Convert(command);
            return outcome.Answer == ReservationAnswer.Converted
                ? ReservationOutcome.Of(ReservationAnswer.Repeated, (await inner.Get())!)
                : outcome;
        }

        public async Task<ReservationView?> Get() =>
            await inner.Get() is { Status: ReservationStatus.Converted } taken
                ? taken with { Status = ReservationStatus.Placed, ExpiresAt = DateTimeOffset.MaxValue }
                : await inner.Get();

        public Task<DateTimeOffset> ExpireDue() => inner.ExpireDue();
    }
}
