using Microsoft.Extensions.DependencyInjection;

namespace OrderGrid.Embedded;

/// <summary>
/// Knows which services are the same for all activations. A grain that asks for no others is built without a scope,
/// which is three objects less to make and to keep for each of them.
/// </summary>
/// <param name="services">The registrations; read when first asked, when all are there.</param>
internal sealed class SharedServices(IServiceCollection services)
{
    private readonly Lazy<HashSet<Type>> _shared = new(() => FindShared(services));

    /// <summary>Whether all registrations of a service are singletons, and there is one.</summary>
    public bool Contains(Type service) =>
        _shared.Value.Contains(service)
        || (service.IsConstructedGenericType && _shared.Value.Contains(service.GetGenericTypeDefinition()));

    private static HashSet<Type> FindShared(IServiceCollection services) =>
        [.. services
            .Where(one => !one.IsKeyedService)
            .GroupBy(one => one.ServiceType)
            .Where(same => same.All(one => one.Lifetime == ServiceLifetime.Singleton))
            .Select(same => same.Key)];
}
