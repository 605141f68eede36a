using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrderGrid.Delivery;
using OrderGrid.Hosting;

namespace OrderGrid.Tests.Delivery;

/// <summary>A feed pump comes back by itself, whoever called it first.</summary>
public sealed class FeedPumpTests : IAsyncLifetime
{
    private const string Number = "3";

    private readonly IHost _grid = Build();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IFeedPumpGrain Pump => _grid.Services.GetRequiredService<IGrainFactory>().GetGrain<IFeedPumpGrain>(Number);

    private ILaneStore Store => _grid.Services.GetRequiredService<ILaneStore>();

    public async ValueTask InitializeAsync() => await _grid.StartAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        await _grid.StopAsync(Stop);
        _grid.Dispose();
    }

    [Fact]
    public async Task A_feed_pump_that_was_started_leaves_one_reminder_behind()
    {
        await Pump.EnsureRunning();
        await Pump.EnsureRunning();

        var reminders = await _grid.Services.GetRequiredService<IReminderTable>().ReadRows(Pump.GetGrainId());

        reminders.Reminders.ShouldHaveSingleItem().Period.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_reminder_alone_brings_a_feed_pump_up()
    {
        var (before, _) = await Store.ClaimAsync($"feed-pump/{Number}", Stop);

        await Pump.AsReference<IRemindable>().ReceiveReminder("wake", default);

        var (after, _) = await Store.ClaimAsync($"feed-pump/{Number}", Stop);
        (after - before).ShouldBe(2, "the pump claims its cursor when it comes up, and the test claims it again");
    }

    // Without the keeper, which would start the pumps first.
    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddOrderGrid(new(GridSettings.Empty, null, GridRole.Silo, null));
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(LaneKeeper)));
        return builder.Build();
    }
}
