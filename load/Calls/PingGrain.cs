using Orleans;

namespace OrderGrid.Load.Calls;

/// <summary>The smallest grain there is: what calls cost without any work in them.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    /// <summary>Adds to a sum in memory and answers it.</summary>
    Task<long> Add(long number);
}

/// <inheritdoc cref="IPingGrain"/>
public sealed class PingGrain : Grain, IPingGrain
{
    private long _sum;

    public Task<long> Add(long number) => Task.FromResult(_sum += number);
}
