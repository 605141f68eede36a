using Microsoft.Extensions.Logging.Abstractions;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>One implementation of the journal for the contract suite, empty at the start of each test.</summary>
public abstract class JournalHost
{
    public abstract Task<IJournal> StartAsync();

    public virtual ValueTask StopAsync() => ValueTask.CompletedTask;
}

public sealed class VolatileHost : JournalHost
{
    public override Task<IJournal> StartAsync() => Task.FromResult<IJournal>(new VolatileJournal(TimeProvider.System));
}

public sealed class FaultlessHost : JournalHost
{
    public override Task<IJournal> StartAsync() => Task.FromResult<IJournal>(
        new FaultyJournal(new VolatileJournal(TimeProvider.System), new ScriptedFaults()));
}

public sealed class PostgresHost(PostgresCluster cluster, Action<PostgresJournalOptions>? configure = null)
    : JournalHost, IAsyncDisposable
{
    private PostgresJournal? _journal;

    public string ConnectionString { get; private set; } = string.Empty;

    public override async Task<IJournal> StartAsync()
    {
        ConnectionString = await cluster.CreateDatabaseAsync();
        var options = new PostgresJournalOptions { ConnectionString = ConnectionString };
        configure?.Invoke(options);
        _journal = new PostgresJournal(options, TimeProvider.System, NullLogger<PostgresJournal>.Instance);
        await _journal.PrepareAsync(TestContext.Current.CancellationToken);
        return _journal;
    }

    public override ValueTask StopAsync() => DisposeAsync();

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
