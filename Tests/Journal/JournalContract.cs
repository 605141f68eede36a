using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What every part of the contract suite starts from: an empty journal of one implementation.</summary>
public abstract class JournalContract(JournalHost host) : IAsyncLifetime
{
    protected const int Timeout = 60_000;

    protected IJournal Journal { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Journal = await host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<AppendOutcome> AppendAsync(StreamName stream, long expected, int events = 1, string command = "c") =>
        Journal.AppendAsync(Some.Append(stream, expected, events, command), Stop);

    protected Task<IReadOnlyList<JournalRecord>> ReadAsync(
        StreamName stream, long after = 0, int maxRecords = 10_000) =>
        Journal.ReadStreamAsync(stream, new StreamVersion(after), maxRecords, Stop);

    protected static string[] Commands(IEnumerable<JournalRecord> records) =>
        [.. records.SelectMany(record => record.Events).Select(@event => @event.Command.Value)];
}
