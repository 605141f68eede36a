using System.Collections.Immutable;
using Orleans.Concurrency;
using OrderGrid.Delivery;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Channels;

/// <summary>Shell of a channel. Orders pass through side by side; its own state changes rarely.</summary>
[Reentrant]
public sealed partial class ChannelGrain(
    IJournal journal, TimeProvider clock, NodeCatalogue catalogue, KitDirectory kits) : Grain, IChannelGrain
{
    private EventStream<Channel, ChannelEvent> _stream = null!;
    private ChannelAtWork? _atWork;
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
        var (answer, happening) = ChannelDecisions.Decide(_stream.Trusted, command, _id, catalogue);
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
    public Task<ChannelNews> GetNews(StreamVersion known) => Task.FromResult(new ChannelNews(
        _stream.Version, _stream.Version > known ? _stream.Trusted.Configuration : null));

    /// <inheritdoc/>
    public Task<SubmitOutcome> Submit(SubmitChannelOrder command) =>
        _stream.Trusted.Configuration is not { } channel ? Task.FromResult(Unknown())
        : kits.Current is { } book ? SubmitOrder(command, channel, book)
        : AskAndSubmit(command, channel);

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

    private async Task<SubmitOutcome> AskAndSubmit(SubmitChannelOrder command, ChannelConfiguration channel)
    {
        try
        {
            var book = await kits.GetAsync();
            return await SubmitOrder(command, channel, book);
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return SubmitOutcome.Refused(SubmitAnswer.NotWritten, "Nothing was written. Repeat the order.");
        }
    }

    private Task<SubmitOutcome> SubmitOrder(SubmitChannelOrder command, ChannelConfiguration channel, KitBook book)
    {
        var key = new OrderKey(_id, command.Number);
        var work = AtWork(channel);
        var (order, refused) = ChannelMapping.Map(work.Serving, book, key, command.Order, command.Context);
        return order is null ? Task.FromResult(refused!)
            : work.Orders is not { } rules ? SubmitMapped(key, order)
            : SubmitRuled(key, order, command.Order, rules);
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

    private async Task<SubmitOutcome> SubmitRuled(
        OrderKey key, SubmitOrder order, ChannelOrder body, ChannelSourcing sourcing)
    {
        var loads = Loads();
        var full = await loads.FindFullAsync(sourcing.Limited);
        var outcome = await SubmitMapped(
            key, order with { Sourcing = sourcing.Terms(body.ShipTo, body.Lines, full) });
        if (outcome.Answer == SubmitAnswer.Accepted)
        {
            await loads.CountAsync(key, sourcing.Limited, outcome.Promises);
        }

        return outcome;
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

    private NodeLoads Loads() => new(GrainFactory, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    private ChannelAtWork AtWork(ChannelConfiguration channel)
    {
        if (_atWork is not { } work || !ReferenceEquals(work.Configuration, channel))
        {
            _atWork = work = new(_id, channel, catalogue);
        }

        return work;
    }

    private SubmitOutcome Unknown() =>
        SubmitOutcome.Refused(SubmitAnswer.UnknownChannel, $"Channel '{_id}' is not configured.");
}
