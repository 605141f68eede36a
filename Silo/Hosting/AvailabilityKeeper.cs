using Microsoft.Extensions.Hosting;
using OrderGrid.Inventory;

namespace OrderGrid.Hosting;

/// <summary>Keeps the process's availability up while somebody asks for it.</summary>
public sealed class AvailabilityKeeper(JournalAvailability availability) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => availability.RunAsync(stoppingToken);
}
