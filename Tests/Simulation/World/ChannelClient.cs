using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Simulated;

/// <summary>
/// Channels that order, repeat until they have a clear answer, repeat after it, and now and then send another order
/// under a used number.
/// </summary>
internal sealed class ChannelClient(GridWorld world, SeededDice dice)
{
    private const int MaxAttempts = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly Currency Euro = new("EUR");

    private readonly CartClient _carts = new(world, dice);

    /// <summary>Sends one order all the way to a clear answer, and repeats it afterwards.</summary>
    public async Task OrderAsync(OrderKey key)
    {
        var body = DrawBody();
        await Task.Delay(dice.Between(TimeSpan.Zero, world.Parameters.FaultTime), world.Simulation.Time);
        var order = new ClientOrder(key, body with { Reservation = await _carts.ReserveAsync(key, body) });
        world.History.Orders.Add(key, order);
        if (dice.Chance(0.2))
        {
            // Two gateways work on the same order at the same time.
            await Task.WhenAll(SubmitAsync(order), SubmitAsync(order));
        }
        else
        {
            await SubmitAsync(order);
        }

        if (order.Promise is not null && dice.Chance(0.5))
        {
            await Pause();
            await SubmitAsync(order);
            await SubmitOtherAsync(order);
        }
    }

    private async Task SubmitAsync(ClientOrder order)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var knewPromise = order.Promise is not null;
            var outcome = await AskAsync(order, order.Body);
            if (outcome.Answer is SubmitAnswer.NotWritten or SubmitAnswer.OutcomeUnknown)
            {
                world.History.Unclear++;
                order.HadUnclear = true;
                await Pause();
                continue;
            }

            world.History.Answered++;
            Take(order, outcome, knewPromise);
            return;
        }
    }

    private async Task SubmitOtherAsync(ClientOrder order)
    {
        var other = order.Body with { Customer = WorldNames.OtherCustomer };
        var outcome = await AskAsync(order, other);
        if (outcome.Answer is not (SubmitAnswer.DuplicateWithOtherContent
            or SubmitAnswer.NotWritten or SubmitAnswer.OutcomeUnknown))
        {
            world.History.Contradictions.Add($"I5: {order.Key} with other content was answered {outcome.Answer}.");
        }
    }

    private void Take(ClientOrder order, SubmitOutcome outcome, bool knewPromise)
    {
        if (outcome.Answer is not (SubmitAnswer.Accepted or SubmitAnswer.Repeated))
        {
            order.Refusal = outcome.Answer;
            if (knewPromise)
            {
                world.History.Contradictions.Add($"I5: {order.Key} was accepted, then refused as {outcome.Answer}.");
            }

            return;
        }

        order.Promise ??= outcome.Promises;
        var same = order.Promise.Value.Select(Text).SequenceEqual(outcome.Promises.Select(Text));
        if (!same)
        {
            world.History.Contradictions.Add($"I5: {order.Key} was promised differently when it was repeated.");
        }
    }

    // Allocations may move when a hold was lost; what was promised to the customer may not.
    private static string Text(LinePromise line) => $"{line.Line} {line.Sku} {line.Quantity} {line.ShipBy:O}";

    private async Task<SubmitOutcome> AskAsync(ClientOrder order, ChannelOrder body)
    {
        var context = new CommandContext(new($"put:{order.Key.Number}"), new(order.Key.Number.Value), null);
        try
        {
            return await world.Cluster.Client.GetGrain<IChannelGrain>(order.Key.Channel.Value)
                .Submit(new(context, order.Key.Number, body));
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return SubmitOutcome.Refused(SubmitAnswer.OutcomeUnknown, exception.Message);
        }
    }

    private Task Pause() =>
        Task.Delay(dice.Between(TimeSpan.FromMilliseconds(10), LongestPause), world.Simulation.Time);

    private ChannelOrder DrawBody()
    {
        var lines = ImmutableArray.CreateBuilder<ChannelOrderLine>();
        var count = 1 + dice.Next(world.Parameters.MaxLines);
        for (var line = 1; line <= count; line++)
        {
            lines.Add(new(
                line,
                new(dice.Pick(world.Names.Items).Value),
                WorldNames.Unit,
                new(1 + dice.Next(5)),
                new Money(10, Euro)));
        }

        var address = new Address("Name", "Street 1", "City", null, null, "DE");
        return new(new($"C-{dice.Next(10)}"), Euro, address, lines.ToImmutable());
    }
}
