using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;

namespace OrderGrid.Tests.Inventory;

/// <summary>A position that commands are given to, one after the other, as its grain would.</summary>
internal sealed class PositionStory
{
    /// <summary>The moment at which stories begin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly OrderKey Buyer = new(new("shop"), new("1"));
    private static readonly StockCause Cause = new("test", "WMS", "doc-1");
    private readonly List<PositionEvent> _events = [];
    private int _commands;

    public PositionStory(long onHand = 0)
    {
        if (onHand > 0)
        {
            Do(Set(onHand));
        }
    }

    public Position State { get; private set; } = Position.Empty;

    public DateTimeOffset Now { get; set; } = Start;

    public IReadOnlyList<PositionEvent> Events => _events;

    public PositionDecision Decide(PositionCommand command) => PositionDecisions.Decide(State, command, Now);

    public PositionDecision Do(PositionCommand command)
    {
        Apply(HoldDecisions.ExpireDue(State, Now));
        var decision = Decide(command);
        Apply(decision.Events);
        Settle();
        return decision;
    }

    public PositionStory With(params PositionCommand[] commands)
    {
        foreach (var command in commands)
        {
            Do(command).Answer.ShouldBe(PositionAnswer.Done);
        }

        return this;
    }

    /// <summary>Does what is made from the story itself, so that it can be told in one expression.</summary>
    public PositionStory Told(params Func<PositionStory, PositionCommand>[] commands) =>
        With([.. commands.Select(command => command(this))]);

    public void Expire()
    {
        Apply(HoldDecisions.ExpireDue(State, Now));
        Settle();
    }

    /// <summary>What a hold waits for.</summary>
    public (long Pieces, DateTimeOffset? At, int Revision) WaitOf(string hold)
    {
        var promise = State.Holds[new(hold)].Wait!.Promise;
        return (promise.Quantity.Pieces, promise.PromisedAt, promise.Revision);
    }

    /// <summary>Takes note that orders know all that is to be told.</summary>
    public void Tell() => Do(new NotePromisesTold(Context(), [.. State.Backorders!.Untold.Values.Select(
        id => new ToldPromise(id, State.Holds[id].Wait!.Promise.Revision))]));

    public PlaceHold Place(string hold, long pieces, bool partial = false) => new(
        Context(), new(hold), new(pieces), partial, Start + TimeSpan.FromMinutes(15), Holder.Of(Buyer));

    public CommitHold Commit(string hold, long? pieces = null) =>
        new(Context(), new(hold), pieces is { } some ? new Quantity(some) : null);

    public ExtendHold Extend(string hold, TimeSpan by) => new(Context(), new(hold), Now + by);

    public ReleaseHold Release(string hold) => new(Context(), new(hold));

    public ShipHold Ship(string hold, string shipment, long pieces) =>
        new(Context(), new(hold), new(shipment), new(pieces));

    public AdjustStock Set(long level) => new(Context(), StockChange.Set, level, "count");

    public AdjustStock Change(long by) => new(Context(), StockChange.Delta, by, "receipt");

    public CountStock Count(long counted, DateTimeOffset asOf, params IncludedChange[] included) =>
        new(Context(), Cause, counted, asOf, null, [.. included]);

    public ExpectReceipt Expect(string receipt, long? pieces, int? days) => new(
        Context(), Cause, new(receipt), pieces, days is { } ahead ? Start.AddDays(ahead) : null);

    public ReceiveStock Receive(string receipt, long pieces) => new(Context(), Cause, new(receipt), pieces, null);

    public BlockStock Damage(long pieces) => new(Context(), Cause, pieces);

    public KeepSafety Safety(long pieces) => new(Context(), Cause, pieces);

    public AllotStock Allot(string channel, long pieces, bool overflow = false) =>
        new(Context(), Cause, new(channel), pieces, overflow);

    public LimitStock Limit(
        BackorderTerms? backorder = null, PreorderTerms? preorder = null, BuyerCap? cap = null) =>
        new(Context(), Cause, backorder, preorder, cap);

    public TransferStock Transfer(string transfer, long pieces, bool arrived = false) =>
        new(Context(), Cause, new(transfer), new("RTM"), pieces, arrived);

    // As the grain does at the end of a batch.
    private void Settle()
    {
        var hasMore = true;
        while (hasMore)
        {
            (var changed, hasMore) = BackorderDecisions.Settle(State);
            Apply(changed is null ? [] : [changed]);
        }

        var waiting = State.Backorders?.Waiting.Values.Sum(id => State.Holds[id].Wait!.Promise.Quantity.Pieces) ?? 0;
        waiting.ShouldBe(State.Levels.Aside?.Backordered.Pieces ?? 0, "every backordered piece is some hold's");
    }

    private CommandContext Context() => new(new($"command-{++_commands}"), new("correlation"), null);

    private void Apply(ImmutableArray<PositionEvent> events)
    {
        foreach (var happening in events)
        {
            _events.Add(happening);
            State = PositionEvolution.Evolve(State, happening);
            CheckPromises(happening);
        }
    }

    private void CheckPromises(PositionEvent happening)
    {
        var aside = State.Levels.Aside ?? SetAside.Nothing;
        var fromStock = happening is StockHeld held ? held.Quantity - (held.Terms?.Backordered ?? default) : default;
        (fromStock == Quantity.Zero || State.Levels.Short == Quantity.Zero)
            .ShouldBeTrue("nothing is promised that is not there");
        (aside.Backordered <= State.Levels.Pending + State.Levels.Committed).ShouldBeTrue("backorders are promises");
        aside.Reserved.ShouldBe(State.Terms?.Reserved ?? Quantity.Zero);
        aside.Shares.ShouldBe(ChannelShares.Of(State.Terms));
        aside.Incoming.ShouldBe(State.Terms?.Incoming ?? Quantity.Zero);
        aside.Expected.ShouldBe(ExpectedStock.Of(State.Terms));
        (aside.Damaged <= State.Levels.OnHand).ShouldBeTrue("damaged pieces are on hand");
    }
}
