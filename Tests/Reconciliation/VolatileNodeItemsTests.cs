using OrderGrid.Journal;
using OrderGrid.Reconciliation;

namespace OrderGrid.Tests.Reconciliation;

public sealed class VolatileNodeItemsTests : NodeItemsContract
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<(IJournal Journal, INodeItems Items)> StartAsync()
    {
        var journal = new VolatileJournal(TimeProvider.System);
        return Task.FromResult<(IJournal, INodeItems)>((journal, new VolatileNodeItems(journal)));
    }
}
