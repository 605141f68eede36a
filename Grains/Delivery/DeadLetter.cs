using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>An event was given up for one connector, with everything that was tried.</summary>
public sealed record DeadLettered(
    ConnectorName Connector,
    string EventId,
    string EventType,
    string Reason,
    ImmutableArray<DeliveryAttempt> History);

/// <summary>Keeps dead letters in the journal: one stream per connector and subject.</summary>
public sealed class DeadLetters(IJournal journal, TimeProvider clock)
{
    /// <summary>Canonical name of <see cref="DeadLettered"/>.</summary>
    public const string EventType = "delivery.dead-lettered.v1";

    /// <summary>The journalled form.</summary>
    public static EventFormat<DeadLettered> Format { get; } = new((EventType, DeliveryJson.Default.DeadLettered));

    /// <summary>Keeps one; keeping it again changes nothing. Anything but a clear yes must be repeated.</summary>
    /// <exception cref="JournalUnavailableException">The journal is away; try again later.</exception>
    public async Task<AppendOutcome> KeepAsync(
        FeedEvent given, DeadLettered letter, CancellationToken cancellation)
    {
        var name = new StreamName(StreamCategory.Delivery, $"{letter.Connector}/{given.Stream.Key}");
        var stream = new EventStream<ImmutableHashSet<string>, DeadLettered>(
            journal, name, Format, ImmutableHashSet<string>.Empty, (known, next) => known.Add(next.EventId));
        await stream.LoadAsync(null, cancellation);
        if (stream.State.Contains(letter.EventId))
        {
            return AppendOutcome.Committed;
        }

        var context = new CommandContext(
            new($"dead-letter:{letter.Connector}:{given.Sequence}"), given.Correlation, given.TraceParent);
        return await stream.AppendAsync([letter], context, clock.GetUtcNow(), cancellation);
    }
}
