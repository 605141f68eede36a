using System.Collections.Immutable;
using Orleans.Concurrency;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>Shell of a channel. Orders pass through side by side; its own state changes rarely.</summary>
[Reentrant]
public sealed partial class ChannelGrain(IJournal journal, TimeProvider clock) : Grain, IChannelGrain
{
    private EventStream<Channel, ChannelEvent> _stream = null!;
    private ChannelId _id;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = Identity.Identifier.Parse<ChannelId>(this.GetPrimaryKeyString());
        _stream = new(
            journal,
            new(StreamCategory.Channel, this.GetPrimaryKeyString()),
            ChannelEvents.Format,
            Channel.None,
            ChannelDecisions.Evolve);
        return _stream.LoadAsync(null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ConfigureOutcome> Configure(ConfigureChannel command)
    {
        var (answer, happening) = ChannelDecisions.Decide(_stream.Trusted, command);
        if (happening is null)
        {
            return new(answer, _stream.Version);
        }

        var outcome = await _stream.AppendAsync(
            [happening], command.Context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome != AppendOutcome.Committed)
        {
            DeactivateOnIdle();
        }

        return new(
            outcome switch
            {
                AppendOutcome.Committed => ConfigureAnswer.Done,
                AppendOutcome.Conflict or AppendOutcome.NotWritten => ConfigureAnswer.NotWritten,
                AppendOutcome.Unknown => ConfigureAnswer.OutcomeUnknown,
            },
            _stream.Version);
    }

    /// <inheritdoc/>
    public Task<ChannelConfiguration?> GetConfiguration() => Task.FromResult(_stream.Trusted.Configuration);

    /// <inheritdoc/>
    public Task<SubmitOutcome> Submit(SubmitChannelOrder command)
    {
        if (_stream.Trusted.Configuration is not { } channel)
        {
            return Task.FromResult(Unknown());
        }

        var key = new OrderKey(_id, command.Number);
        var (order, refused) = ChannelMapping.Map(channel, key, command.Order, command.Context);
        return order is null ? Task.FromResult(refused!) : SubmitMapped(key, order);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DocumentOrderOutcome>> SubmitDocument(SubmitDocument command)
    {
        if (_stream.Trusted.Configuration is not { } channel)
        {
            return [new(null, Unknown())];
        }

        var outcomes = ImmutableArray.CreateBuilder<DocumentOrderOutcome>();
        foreach (var read in ChannelDocument.Read(channel, command.Content.AsSpan()))
        {
            outcomes.Add(new(read.Number, await SubmitRead(command, read)));
        }

        return outcomes.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ChannelAvailability>> GetAvailability(ImmutableArray<ChannelSku> items)
    {
        if (_stream.Trusted.Configuration is not { } channel)
        {
            return [];
        }

        return [.. await Task.WhenAll(items.Select(item => GetAvailabilityOf(channel, item)))];
    }

    private async Task<SubmitOutcome> SubmitRead(SubmitDocument command, ReadOrder read)
    {
        if (read.Order is not { } order)
        {
            var answer = read.Refusals.IsEmpty ? SubmitAnswer.Malformed : SubmitAnswer.InvalidLines;
            return SubmitOutcome.Refused(answer, read.Fault!, read.Refusals);
        }

        return Identity.Identifier.TryParse(read.Number, out OrderNumber number)
            ? await Submit(new(command.Context.Step(number.Value), number, order))
            : SubmitOutcome.Refused(
                SubmitAnswer.Malformed, $"The order number '{read.Number}' has characters or a length not allowed.");
    }

    private async Task<SubmitOutcome> SubmitMapped(OrderKey key, SubmitOrder order)
    {
        try
        {
            var outcome = await GrainFactory.GetGrain<IOrderGrain>(key.ToString()).Submit(order);
            NoteConverted(order, outcome);
            return outcome;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return SubmitOutcome.Refused(SubmitAnswer.OutcomeUnknown, "Repeat the same order to learn its outcome.");
        }
    }

    private async Task<ChannelAvailability> GetAvailabilityOf(ChannelConfiguration channel, ChannelSku item)
    {
        if (!channel.Listings.TryGetValue(item, out var listing))
        {
            return new(item, false, Quantity.Zero, []);
        }

        var positions = await Task.WhenAll(channel.Nodes.Select(node => GrainFactory
            .GetGrain<IInventoryPositionGrain>(new PositionKey(listing.Sku, node).ToString())
            .GetAvailability()));
        var sum = positions.Sum(position => position.Levels.AvailableToPromise.Pieces);
        return new(item, true, new Quantity(Math.Min(sum, Quantity.MaxPieces)), [.. positions]);
    }

    private SubmitOutcome Unknown() =>
        SubmitOutcome.Refused(SubmitAnswer.UnknownChannel, $"Channel '{_id}' is not configured.");
}
