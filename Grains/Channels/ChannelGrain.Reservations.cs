using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <content>Carts: mapped, held to the channel's caps, and passed on.</content>
public sealed partial class ChannelGrain
{
    private readonly OpenReservations _open = new();
    private Task? _recounted;

    /// <inheritdoc/>
    public async Task<ReservationOutcome> Reserve(ReserveCart command)
    {
        var key = new ReservationKey(_id, command.Id);
        if (_stream.Trusted.Configuration is not { } channel)
        {
            return ReservationMapping.Refused(ReservationAnswer.UnknownChannel, key);
        }

        if (await FindKits() is not { } book)
        {
            return ReservationMapping.Refused(ReservationAnswer.NotWritten, key);
        }

        var (lines, refused) = ReservationMapping.Map(channel, book, key, command.Reservation);
        if (refused is not null)
        {
            return refused;
        }

        try
        {
            await (_recounted ??= RecountAsync());
        }
        catch (JournalUnavailableException)
        {
            // The next cart has it counted again; without the count the caps would not hold.
            _recounted = null;
            return ReservationMapping.Refused(ReservationAnswer.NotWritten, key);
        }

        var now = clock.GetUtcNow();
        var (cart, caps) = (command.Reservation, channel.Reservations ?? ReservationCaps.Default);
        var expiresAt = ReservationMapping.ExpiryOf(cart.ExpiresInSeconds, cart.ExpiresAt, now);
        _open.Expire(now);
        var pieces = lines.Sum(line => Kit.PiecesOf(line.Kit, line.Quantity));
        var hasRoom = _open.TryOpen(command.Id, pieces, expiresAt, caps);
        var work = AtWork(channel);
        var terms = work.Carts is { } rules
            ? rules.CartTerms(lines, await Loads().FindFullAsync(rules.Limited))
            : null;
        return await Ask(key, reservation => reservation.Place(new(
            command.Context,
            ReservationMapping.Hash(cart),
            lines,
            work.Serving.Nodes,
            expiresAt,
            TimeSpan.FromSeconds(caps.MaxHoldSeconds),
            hasRoom)
        {
            Customer = cart.Customer,
            Sourcing = terms,
        }));
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> ExtendReservation(ExtendCart command)
    {
        var key = new ReservationKey(_id, command.Id);
        if (_stream.Trusted.Configuration is not { } channel)
        {
            return ReservationMapping.Refused(ReservationAnswer.UnknownChannel, key);
        }

        var extension = command.Extension;
        if (!ReservationMapping.IsOne(extension.ExpiresInSeconds, extension.ExpiresAt))
        {
            return ReservationMapping.Refused(ReservationAnswer.Malformed, key);
        }

        var caps = channel.Reservations ?? ReservationCaps.Default;
        return await Ask(key, reservation => reservation.Extend(new(
            command.Context,
            ReservationMapping.Hash(extension),
            ReservationMapping.ExpiryOf(extension.ExpiresInSeconds, extension.ExpiresAt, clock.GetUtcNow()),
            TimeSpan.FromSeconds(caps.MaxHoldSeconds))));
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> ReleaseReservation(Identity.CommandContext context, ReservationId id)
    {
        var key = new ReservationKey(_id, id);
        return _stream.Trusted.Configuration is null
            ? ReservationMapping.Refused(ReservationAnswer.UnknownChannel, key)
            : await Ask(key, reservation => reservation.Release(context));
    }

    // Null when nobody can tell at the moment.
    private async Task<KitBook?> FindKits()
    {
        try
        {
            return await kits.GetAsync();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return null;
        }
    }

    private async Task RecountAsync()
    {
        _open.BeginRecount();
        _open.Recount(await new ReservationRecount(journal, clock).ReadAsync(_id, CancellationToken.None));
    }

    private async Task<ReservationOutcome> Ask(
        ReservationKey key, Func<IReservationGrain, Task<ReservationOutcome>> ask)
    {
        ReservationOutcome outcome;
        try
        {
            outcome = await ask(GrainFactory.GetGrain<IReservationGrain>(key.ToString()));
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            outcome = ReservationMapping.Refused(ReservationAnswer.OutcomeUnknown, key);
        }

        // Refusals about another state than "placed" name a reservation that is over, or never was.
        var knowsNothing = outcome.Answer is ReservationAnswer.NotWritten or ReservationAnswer.OutcomeUnknown
            or ReservationAnswer.IdReusedWithOtherContent or ReservationAnswer.TooManyReservations
            or ReservationAnswer.ExpiryOutOfRange;
        if (!knowsNothing)
        {
            _open.Know(key.Reservation, outcome.View);
        }

        return outcome;
    }

    private void NoteConverted(SubmitOrder order, SubmitOutcome outcome)
    {
        if (order.Reservation is { } reservation && outcome.Answer == SubmitAnswer.Accepted)
        {
            _open.Close(reservation);
        }
    }
}
