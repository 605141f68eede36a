using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>
/// Runs what belongs to the database server outside of all silos: a silo that crashes takes nothing back that was on
/// its way, and an append may commit after its caller is gone.
/// </summary>
internal sealed class ServerSide(SynchronizationContext context)
{
    public Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        var answered = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Post(_ => _ = AnswerAsync(call, answered), null);
        return answered.Task;
    }

    private static async Task AnswerAsync<T>(Func<Task<T>> call, TaskCompletionSource<T> answered)
    {
        try
        {
            answered.SetResult(await call());
        }
        catch (JournalUnavailableException exception)
        {
            answered.SetException(exception);
        }
    }
}

/// <summary>The journal as a silo reaches it over the network.</summary>
internal sealed class RemoteJournal(ServerSide server, IJournal journal) : IJournal
{
    public Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation) =>
        server.RunAsync(() => journal.AppendAsync(append, CancellationToken.None));

    public Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation) =>
        server.RunAsync(() => journal.ReadStreamAsync(stream, after, maxRecords, CancellationToken.None));

    public Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation) =>
        server.RunAsync(() => journal.ReadSnapshotAsync(stream, CancellationToken.None));

    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation) =>
        server.RunAsync(async () =>
        {
            await journal.WriteSnapshotAsync(snapshot, CancellationToken.None);
            return true;
        });

    public Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation) =>
        server.RunAsync(() => journal.ReadFeedAsync(query, CancellationToken.None));

    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation) =>
        server.RunAsync(() => journal.FindHoldbackAsync(atLeast, CancellationToken.None));

    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation) =>
        server.RunAsync(() => journal.ReadDeadlinesAsync(after, through, max, CancellationToken.None));

    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation) =>
        server.RunAsync(async () =>
        {
            await journal.DeleteDeadlinesAsync(done, CancellationToken.None);
            return true;
        });
}

/// <summary>The lane store as a silo reaches it: it may fail before or after its effect.</summary>
internal sealed class RemoteLaneStore(
    ServerSide server, ILaneStore store, IJournalFaults faults, SeededDice dice, Action<string, string> log)
    : ILaneStore
{
    public Task<(long Epoch, LaneState State)> ClaimAsync(string lane, CancellationToken cancellation) =>
        server.RunAsync(() => CallAsync(async () =>
        {
            var claimed = await store.ClaimAsync(lane, CancellationToken.None);
            log(lane, $"claimed as {claimed.Epoch}: {Text(claimed.State)}");
            return claimed;
        }));

    public Task<bool> SaveAsync(string lane, long epoch, LaneState state, CancellationToken cancellation) =>
        server.RunAsync(() => CallAsync(async () =>
        {
            var saved = await store.SaveAsync(lane, epoch, state, CancellationToken.None);
            log(lane, $"{(saved ? "saved" : "REFUSED")} by {epoch}: {Text(state)}");
            return saved;
        }));

    private static string Text(LaneState state) =>
        $"{state.Cursor} {string.Join(" ", state.Parked.Select(parked => $"{parked.Stream.Key}/{parked.Next}"))}";

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var fails = faults.IsUnavailable(JournalOperation.WriteSnapshot);
        await faults.DelayAsync(JournalOperation.WriteSnapshot, FaultMoment.Before);
        if (fails && dice.Chance(0.5))
        {
            throw new JournalUnavailableException("The lane store is made to be out of reach.");
        }

        var answer = await call();
        return fails ? throw new JournalUnavailableException("The lane store's answer is made to be lost.") : answer;
    }
}
