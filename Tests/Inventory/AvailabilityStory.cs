using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>A journal of positions, and a clock that stands still until it is moved.</summary>
internal sealed class AvailabilityStory : TimeProvider
{
    public static readonly PositionKey Mug = new(new("MUG"), new("BER"));
    public static readonly PositionKey Pen = new(new("PEN"), new("BER"));

    private readonly Dictionary<PositionKey, StreamVersion> _ends = [];
    private DateTimeOffset _now = PositionStory.Start;

    public AvailabilityStory(TimeProvider? clock = null, Task? commits = null) => Journal = new FaultyJournal(
        new VolatileJournal(clock ?? this, commits is null ? null : new Schedule(commits)), Faults);

    public ScriptedFaults Faults { get; } = new();

    public IJournal Journal { get; }

    public static CancellationToken Ended => TestContext.Current.CancellationToken;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan span) => _now += span;

    /// <summary>Begins something whose calls of the journal wait for a task; those of others do not.</summary>
    public Task<T> Slowly<T>(Task until, Func<Task<T>> begin)
    {
        Faults.Delay = (_, _) => until;
        var begun = begin();
        Faults.Delay = (_, _) => Task.CompletedTask;
        return begun;
    }

    /// <summary>Writes what is on hand, one event per level, in one record.</summary>
    public async Task WriteAsync(PositionKey position, params int[] levels)
    {
        var end = _ends.GetValueOrDefault(position);
        var events = levels.Select((level, index) => PositionEvents.Format.Write(
            new StockAdjusted(
                new($"c{end.Value + index}"), StockChange.Set, level, "count", new(new(level), default, default)),
            new CommandContext(new("c"), new("c"), null),
            _now));
        var append = new JournalAppend(new(StreamCategory.Position, position.ToString()), end, [.. events]);
        (await Journal.AppendAsync(append, Ended)).ShouldBe(AppendOutcome.Committed);
        _ends[position] = end.Plus(levels.Length);
    }

    /// <summary>A view that begins where the feed is now.</summary>
    public async Task<AvailabilityView> ViewAsync(int maxPositions = 100) => new(
        Journal, null!, this, maxPositions, (await Journal.ReadHeadsAsync([], Ended)).Horizon);

    /// <summary>Reads a position into a view.</summary>
    public static async Task<PositionAvailability> FillAsync(AvailabilityView view, PositionKey position) =>
        (await view.FillAsync([position], Ended))[position];

    private sealed class Schedule(Task commits) : IVolatileSchedule
    {
        public Task BeforeCommitAsync(JournalAppend append) => commits;
    }
}
