using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// Carts in front of orders: reserved, now and then repeated, extended or given back, and named by an order, sometimes
/// by one that is not theirs.
/// </summary>
internal sealed class CartClient(GridWorld world, SeededDice dice)
{
    private const int MaxAttempts = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly List<ReservationKey> _known = [];

    /// <summary>The reservation that an order of this body will name; null for an order without a cart.</summary>
    public async Task<ReservationId?> ReserveAsync(OrderKey order, ChannelOrder body)
    {
        var others = _known.Where(key => key.Channel == order.Channel).ToList();
        if (others.Count > 0 && dice.Chance(0.15))
        {
            return dice.Pick(others).Reservation;
        }

        if (!dice.Chance(0.4))
        {
            return null;
        }

        var cart = new ClientReservation(new(order.Channel, new($"R-{order.Number}")), Cart(body));
        world.History.Reservations.Add(cart.Key, cart);
        _known.Add(cart.Key);
        await PlaceAsync(cart);
        await ChangeAsync(cart);
        return dice.Chance(0.8) ? cart.Key.Reservation : null;
    }

    private ChannelReservation Cart(ChannelOrder body) => new(
        [.. body.Lines.Select(line => new ChannelReservationLine(
            line.Sku, line.Unit, new(line.Quantity.Pieces + dice.Next(2))))],
        ExpiresInSeconds: 20 + dice.Next(600));

    private async Task PlaceAsync(ClientReservation cart)
    {
        if (dice.Chance(0.2))
        {
            // Two gateways work on the same cart at the same time.
            await Task.WhenAll(PutAsync(cart), PutAsync(cart));
        }
        else
        {
            await PutAsync(cart);
        }
    }

    private async Task ChangeAsync(ClientReservation cart)
    {
        if (dice.Chance(0.3))
        {
            await Pause();
            await PutAsync(cart);
        }

        if (dice.Chance(0.3))
        {
            var context = Context(cart, "extend");
            await RepeatAsync(channel => channel.ExtendReservation(new(context, cart.Key.Reservation, new(900))));
        }

        if (dice.Chance(0.15))
        {
            await RepeatAsync(channel => channel.ReleaseReservation(Context(cart, "release"), cart.Key.Reservation));
        }

        return;

        Task<ReservationOutcome?> RepeatAsync(Func<IChannelGrain, Task<ReservationOutcome>> ask) =>
            AskAsync(cart, ask);
    }

    private async Task PutAsync(ClientReservation cart)
    {
        var outcome = await AskAsync(
            cart, channel => channel.Reserve(new(Context(cart, "reserve"), cart.Key.Reservation, cart.Body)));
        if (outcome is null)
        {
            return;
        }

        bool? placed = outcome.Answer is ReservationAnswer.Done or ReservationAnswer.Repeated ? true
            : outcome.Answer is ReservationAnswer.BuyerCapReached or ReservationAnswer.InsufficientStock ? false
            : null;
        if (placed is { } now && cart.Placed is { } before && now != before)
        {
            world.History.Contradictions.Add($"I5: {cart.Key} was answered {outcome.Answer}, first otherwise.");
        }

        cart.Placed ??= placed;
    }

    private async Task<ReservationOutcome?> AskAsync(
        ClientReservation cart, Func<IChannelGrain, Task<ReservationOutcome>> ask)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            try
            {
                var outcome = await ask(world.Cluster.Client.GetGrain<IChannelGrain>(cart.Key.Channel.Value));
                if (outcome.Answer is not (ReservationAnswer.NotWritten or ReservationAnswer.OutcomeUnknown))
                {
                    return outcome;
                }
            }
            catch (Exception exception) when (GrainCalls.IsOperating(exception))
            {
                // The next attempt finds out.
            }

            world.History.Unclear++;
            await Pause();
        }

        return null;
    }

    private static CommandContext Context(ClientReservation cart, string what) =>
        new(new($"{what}:{cart.Key.Reservation}"), new(cart.Key.Reservation.Value), null);

    private Task Pause() =>
        Task.Delay(dice.Between(TimeSpan.FromMilliseconds(10), LongestPause), world.Simulation.Time);
}
