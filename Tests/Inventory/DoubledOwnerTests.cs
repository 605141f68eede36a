#if EMBEDDED
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

    private readonly PositionGrid _grid = new(Mug);
    private readonly DateTimeOffset _expiry;

    public DoubledOwnerTests()
    {
        _expiry = _grid.Simulation.Time.GetUtcNow().AddMinutes(5);
        _grid.Simulation.Run(_grid.Cluster.Client.GetGrain<IDeadlineSweepGrain>(DeadlineSweep.Key).EnsureRunning);
        _grid.Simulation.Run(() => _grid.Position.Adjust(new(Context, StockChange.Set, 10, "count")));
    }

    private IReservationGrain Reservation => _grid.Cluster.Client.GetGrain<IReservationGrain>(Cart.ToString());

    [Fact]
    public async Task A_hold_that_the_called_position_does_not_know_expires_in_time()
    {
        Elsewhere(Mug.ToString(), () => _grid.Position.Hold(
            new(Context, new("h"), new(1), AllowPartial: false, _expiry, Holder.Of(Cart))));

        _grid.Simulation.RunFor(TimeSpan.FromMinutes(6));

        var last = await LastAsync(new(StreamCategory.Position, Mug.ToString()));
        PositionEvents.Format.Read(last.Events[^1]).ShouldBeOfType<HoldExpired>().Hold.ShouldBe(new("h"));
        (last.RecordedAt - _expiry).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_reservation_that_the_called_activation_does_not_know_expires()
    {
        _grid.Simulation.Run(Reservation.Get).ShouldBeNull();
        var line = new ReservationLine(1, new("mug"), Mug.Sku, new(1));
        Elsewhere(Cart.ToString(), () => Reservation.Place(
            new(Context, "00", [line], [Mug.Node], _expiry, TimeSpan.FromHours(1), HasRoom: true)));

        _grid.Simulation.RunFor(TimeSpan.FromMinutes(6));

        var last = await LastAsync(new(StreamCategory.Reservation, Cart.ToString()));
        ReservationEvents.Format.Read(last.Events[^1]).ShouldBeOfType<ReservationExpired>();
    }

    // The client takes the silo of the grain for dead, so that its call makes a second activation; then nobody does.
    private void Elsewhere<TAnswer>(string key, Func<Task<TAnswer>> call)
    {
        var first = _grid.Cluster.Silos.Single(silo => silo.ActiveGrains.Any(id => id.Key.ToString() == key));
        _grid.Cluster.Suspect(first.Index, by: null);
        _grid.Simulation.Run(call);
        foreach (var by in _grid.Cluster.Silos.Select(silo => (int?)silo.Index).Append(null))
        {
            _grid.Cluster.Trust(first.Index, by);
        }

        _grid.Cluster.Silos.Count(silo => silo.ActiveGrains.Any(id => id.Key.ToString() == key)).ShouldBe(2);
    }

    private async Task<JournalRecord> LastAsync(StreamName stream) => (await _grid.ReadAsync(stream))[^1];
}
#endif
