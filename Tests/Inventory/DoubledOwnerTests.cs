#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>
/// Deadlines of whoever lives twice: one activation is written through, the other is the one that the sweep calls.
/// </summary>
public sealed class DoubledOwnerTests
{
    private static readonly PositionKey Mug = new(new("MUG"), new("BER"));
    private static readonly ReservationKey Cart = new(new("shop"), new("cart"));
    private static readonly CommandContext Context = new(new("c"), new("c"), null);

    private readonly Simulation _simulation = new(1);
    private readonly VolatileJournal _journal;
    private readonly EmbeddedCluster _cluster;
    private readonly DateTimeOffset _expiry;

    public DoubledOwnerTests()
    {
        _journal = new(_simulation.Time);
        var grid = new EmbeddedGridOptions();
        grid.GrainAssemblies.Add(typeof(InventoryPositionGrain).Assembly);
        _cluster = new(_simulation, new EmbeddedClusterOptions { Grid = grid, ConfigureSilo = Configure });
        _expiry = _simulation.Time.GetUtcNow().AddMinutes(5);
        _simulation.Run(_cluster.StartAsync);
        _simulation.Run(_cluster.Client.GetGrain<IDeadlineSweepGrain>(DeadlineSweep.Key).EnsureRunning);
        _simulation.Run(() => Position.Adjust(new(Context, StockChange.Set, 10, "count")));
    }

    private IInventoryPositionGrain Position => _cluster.Client.GetGrain<IInventoryPositionGrain>(Mug.ToString());

    private IReservationGrain Reservation => _cluster.Client.GetGrain<IReservationGrain>(Cart.ToString());

    [Fact]
    public async Task A_hold_that_the_called_position_does_not_know_expires_in_time()
    {
        Elsewhere(Mug.ToString(), () => Position.Hold(
            new(Context, new("h"), new(1), AllowPartial: false, _expiry, Holder.Of(Cart))));

        _simulation.RunFor(TimeSpan.FromMinutes(6));

        var last = await LastAsync(new(StreamCategory.Position, Mug.ToString()));
        PositionEvents.Format.Read(last.Events[^1]).ShouldBeOfType<HoldExpired>().Hold.ShouldBe(new("h"));
        (last.RecordedAt - _expiry).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_reservation_that_the_called_activation_does_not_know_expires()
    {
        _simulation.Run(Reservation.Get).ShouldBeNull();
        var line = new ReservationLine(1, new("mug"), Mug.Sku, new(1));
        Elsewhere(Cart.ToString(), () => Reservation.Place(
            new(Context, "00", [line], [Mug.Node], _expiry, TimeSpan.FromHours(1), HasRoom: true)));

        _simulation.RunFor(TimeSpan.FromMinutes(6));

        var last = await LastAsync(new(StreamCategory.Reservation, Cart.ToString()));
        ReservationEvents.Format.Read(last.Events[^1]).ShouldBeOfType<ReservationExpired>();
    }

    // The client takes the silo of the grain for dead, so that its call makes a second activation; then nobody does.
    private void Elsewhere<TAnswer>(string key, Func<Task<TAnswer>> call)
    {
        var first = _cluster.Silos.Single(silo => silo.ActiveGrains.Any(id => id.Key.ToString() == key));
        _cluster.Suspect(first.Index, by: null);
        _simulation.Run(call);
        foreach (var by in _cluster.Silos.Select(silo => (int?)silo.Index).Append(null))
        {
            _cluster.Trust(first.Index, by);
        }

        _cluster.Silos.Count(silo => silo.ActiveGrains.Any(id => id.Key.ToString() == key)).ShouldBe(2);
    }

    private async Task<JournalRecord> LastAsync(StreamName stream) =>
        (await _journal.ReadStreamAsync(stream, StreamVersion.None, 100, TestContext.Current.CancellationToken))[^1];

    private void Configure(IServiceCollection services, SimulatedSilo silo)
    {
        services.AddSingleton<IPromiseNews, PromiseNews>();
        services.AddSingleton<IJournal>(_journal);
        services.AddSingleton<PositionReferences>();
        services.AddSingleton<ReservationStock>();
    }
}
#endif
