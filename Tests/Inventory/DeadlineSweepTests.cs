using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Tests.EndToEnd;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>A hold that nobody asks for any more is back on sale in time, whatever became of its position.</summary>
public sealed class DeadlineSweepTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly PositionKey Key = new(new("MUG"), new("BER"));
    private static readonly HoldId Hold = new("h");

    private readonly VolatileJournal _store = new(TimeProvider.System);
    private readonly JournalWatch _journal;

    public DeadlineSweepTests() => _journal = new(_store);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The position is never called after the restart: only the sweep can know of it.
    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_hold_is_back_on_sale_within_a_second(bool restarted)
    {
        var grid = await StartAsync();
        var expiresAt = Now + TimeSpan.FromSeconds(restarted ? 6 : 2);
        await HoldAsync(grid, expiresAt);
        if (restarted)
        {
            await StopAsync(grid);
            grid = await StartAsync();
        }

        await _journal.UntilAsync(() => Phase() == HoldPhase.Expired, "the hold to expire");

        var late = await LatenessAsync();
        late.ShouldBeInRange(TimeSpan.Zero, Soon);
        await StopAsync(grid);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deadline_is_written_with_the_hold_and_once_per_bucket()
    {
        var grid = await StartAsync();
        var bucket = DeadlineBuckets.StartOf(Now.AddMinutes(5));
        await HoldAsync(grid, bucket.AddSeconds(1));
        await HoldAsync(grid, bucket.AddSeconds(9), "h2");
        await HoldAsync(grid, bucket.AddSeconds(10), "h3");

        var deadlines = await _store.ReadDeadlinesAsync(null, DateTimeOffset.MaxValue, 10, Stop);

        deadlines.ShouldBe([At(bucket), At(bucket.AddSeconds(10))]);
        await StopAsync(grid);
    }

    private static JournalDeadline At(DateTimeOffset due) => new(due, new(StreamCategory.Position, Key.ToString()));

    private HoldPhase? Phase() =>
        _journal.Positions.GetValueOrDefault(Key.ToString())?.Holds.GetValueOrDefault(Hold)?.Phase;

    private static async Task HoldAsync(IHost grid, DateTimeOffset expiresAt, string hold = "h")
    {
        var position = grid.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IInventoryPositionGrain>(Key.ToString());
        var context = new CommandContext(new(hold), new("test"), null);
        await position.Adjust(new(context, StockChange.Set, 10, "count"));
        var outcome = await position.Hold(new(
            context, new(hold), new(1), false, expiresAt, Holder.Of(new ReservationKey(new("shop"), new("r")))));
        outcome.Answer.ShouldBe(PositionAnswer.Done);
    }

    private static async Task StopAsync(IHost grid)
    {
        await grid.StopAsync(Stop);
        grid.Dispose();
    }

    private async Task<TimeSpan> LatenessAsync()
    {
        var records = await _store.ReadStreamAsync(
            new(StreamCategory.Position, Key.ToString()), StreamVersion.None, 100, Stop);
        var held = records.SelectMany(record => record.Events).Select(PositionEvents.Format.Read)
            .OfType<StockHeld>().Single();
        var expired = records.Single(record =>
            record.Events.Any(one => PositionEvents.Format.Read(one) is HoldExpired));
        return expired.RecordedAt - held.ExpiresAt;
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddOrderGrid(new(GridSettings.Empty, null, GridRole.Silo, null));
        builder.Services.AddSingleton<IJournal>(_journal);
        var grid = builder.Build();
        await grid.StartAsync(Stop);
        return grid;
    }
}
