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

    public void Expire() => Apply(HoldDecisions.ExpireDue(State, Now));

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

    private CommandContext Context() => new(new($"command-{++_commands}"), new("correlation"), null);

    private void Apply(ImmutableArray<PositionEvent> events)
    {
        _events.AddRange(events);
        State = events.Aggregate(State, PositionEvolution.Evolve);
        var levels = State.Levels;
        (levels.Pending + levels.Committed <= levels.OnHand).ShouldBeTrue("stock is never promised twice");
    }
}
