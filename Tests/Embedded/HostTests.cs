#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderGrid.Embedded;
using OrderGrid.Tests.Runtime;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Embedded;

public sealed class HostTests
{
    private readonly string _key = Probe.NewKey("host");

    [Fact]
    public async Task Stopping_the_host_ends_every_activation_in_good_order()
    {
        using var host = await StartAsync(_ => { });
        await Grains(host).GetGrain<ILifeGrain>(_key).Touch();

        await host.StopAsync(Token);

        (await Probe.NextAsync(_key, 2)).ShouldBe(["activated", "ended: ShuttingDown"]);
    }

    [Fact]
    public async Task A_stopped_host_refuses_calls()
    {
        using var host = await StartAsync(_ => { });
        await host.StopAsync(Token);

        await Should.ThrowAsync<SiloUnavailableException>(Grains(host).GetGrain<ILifeGrain>(_key).Touch());
    }

    [Fact]
    public async Task An_idle_activation_is_collected_when_its_age_has_passed()
    {
        using var host = await StartAsync(grid =>
        {
            grid.CollectionAge = TimeSpan.FromMilliseconds(50);
            grid.CollectionQuantum = TimeSpan.FromMilliseconds(20);
            grid.ResponseTimeout = TimeSpan.FromMilliseconds(200);
        });

        await Grains(host).GetGrain<ILifeGrain>(_key).Touch();

        (await Probe.NextAsync(_key, 2)).ShouldBe(["activated", "ended: ActivationIdle"]);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task An_interface_without_a_class_is_refused_by_name()
    {
        using var host = await StartAsync(_ => { });

        Should.Throw<ArgumentException>(() => Grains(host).GetGrain<INobodyGrain>("x"))
            .Message.ShouldContain(nameof(INobodyGrain));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Calls_that_wait_too_long_behind_another_time_out_and_are_not_run()
    {
        var gate = Probe.NewKey("gate");
        using var host = await StartAsync(grid => grid.ResponseTimeout = TimeSpan.FromMilliseconds(200));
        var grain = Grains(host).GetGrain<ITurnGrain>(_key);
        var first = grain.Enter(gate);
        var second = grain.Note(1);

        await Should.ThrowAsync<TimeoutException>(first);
        await Should.ThrowAsync<TimeoutException>(second);
        Probe.Open(gate);
        (await grain.Notes()).ShouldBeEmpty();
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Reminders_in_a_table_tick_again_after_a_restart()
    {
        var table = new MemoryReminderTable();
        using var first = await StartAsync(_ => { }, table);
        await Grains(first).GetGrain<IReminderGrain>(_key)
            .Register("wake", TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(1));
        await first.StopAsync(Token);

        using var second = await StartAsync(_ => { }, table);

        (await Probe.NextAsync(_key)).ShouldBe("wake 1 every 60000");
        await second.StopAsync(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IGrainFactory Grains(IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    private static async Task<IHost> StartAsync(Action<EmbeddedGridOptions> configure, IReminderTable? reminders = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(reminders ?? new MemoryReminderTable());
        builder.Services.AddEmbeddedGrid(grid =>
        {
            grid.GrainAssemblies.Add(typeof(HostTests).Assembly);
            grid.StreamProviders.Add(GridUnderTest.Streams);
            grid.MemoryStorages.Add(GridUnderTest.Storage);
            configure(grid);
        });
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}

/// <summary>An interface that no class implements.</summary>
public interface INobodyGrain : IGrainWithStringKey;
#endif
