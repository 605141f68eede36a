using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Reads what the journal keeps and the HTTP surface does not show.</summary>
internal static class JournalledTrace
{
    public static async Task<string?> OfAsync(GatewayPeer grid, string order)
    {
        var records = await grid.Services.GetRequiredService<IJournal>().ReadStreamAsync(
            new(StreamCategory.Order, order), StreamVersion.None, 10, TestContext.Current.CancellationToken);
        return records.ShouldHaveSingleItem().Events.Select(one => one.TraceParent).Distinct().ShouldHaveSingleItem();
    }
}
