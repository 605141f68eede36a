#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderGrid.Embedded;
using OrderGrid.Tests.Runtime;
using Orleans;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Embedded;

/// <summary>What of the services belongs to one activation.</summary>
public sealed class ScopeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_activation_has_its_own_of_what_is_scoped_and_gives_it_back_at_its_end()
    {
        using var host = await StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();

        var first = await grains.GetGrain<IScopedGrain>("a").Mine();
        var second = await grains.GetGrain<IScopedGrain>("b").Mine();
        await host.StopAsync(Token);

        first.ShouldNotBe(second);
        host.Services.GetRequiredService<Shared>().Ended.Order().ShouldBe([first, second]);
    }

    [Fact]
    public async Task An_activation_that_asks_late_has_a_scope_as_well()
    {
        using var host = await StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();

        var first = await grains.GetGrain<ISharingGrain>("a").Late();
        var again = await grains.GetGrain<ISharingGrain>("a").Late();
        var second = await grains.GetGrain<ISharingGrain>("b").Late();
        await host.StopAsync(Token);

        (again, second == first).ShouldBe((first, false));
        host.Services.GetRequiredService<Shared>().Ended.Order().ShouldBe([first, second]);
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Shared>().AddScoped<Mine>();
        builder.Services.AddEmbeddedGrid(grid => grid.GrainAssemblies.Add(typeof(ScopeTests).Assembly));
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}

/// <summary>One for all, which hears what has ended.</summary>
public sealed class Shared
{
    private int _made;

    public List<int> Ended { get; } = [];

    public int Next() => Interlocked.Increment(ref _made);

    public void End(int number)
    {
        lock (Ended)
        {
            Ended.Add(number);
        }
    }
}

/// <summary>One for each scope.</summary>
public sealed class Mine(Shared shared) : IDisposable
{
    public int Number { get; } = shared.Next();

    public void Dispose() => shared.End(Number);
}

public interface IScopedGrain : IGrainWithStringKey
{
    Task<int> Mine();
}

public sealed class ScopedGrain(Mine mine) : Grain, IScopedGrain
{
    public Task<int> Mine() => Task.FromResult(mine.Number);
}

public interface ISharingGrain : IGrainWithStringKey
{
    Task<int> Late();
}

public sealed class SharingGrain : Grain, ISharingGrain
{
    public Task<int> Late() => Task.FromResult(ServiceProvider.GetRequiredService<Mine>().Number);
}
#endif
