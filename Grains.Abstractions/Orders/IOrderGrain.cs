using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <summary>
/// One order from acceptance to close. Key: <see cref="OrderKey"/>'s text. Every answer but a read is given after its
/// events are durable; a repeated command adds none.
/// </summary>
[Alias("IOrderGrain")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>Holds stock for every line and accepts, or refuses and leaves no event.</summary>
    [Alias("Submit")]
    Task<SubmitOutcome> Submit(SubmitOrder command);

    /// <summary>Records what a partner system has done.</summary>
    [Alias("Report")]
    Task<ReportOutcome> Report(OrderReport report);

    /// <summary>
    /// Brings the positions into line with the order: commits its holds, ships what has left. Safe to repeat. A hold
    /// that was lost is placed anew, or the order is held.
    /// </summary>
    /// <param name="context">Command id, correlation and trace.</param>
    /// <param name="atLeast">
    /// A version the caller knows to exist: an activation that has not seen it reads on before it answers.
    /// </param>
    [Alias("SettleStock")]
    Task<ReportOutcome> SettleStock(CommandContext context, StreamVersion atLeast);

    /// <summary>The order as it stands; null when it does not exist.</summary>
    /// <param name="atLeast">
    /// A version the caller knows to exist, or <see cref="StreamVersion.None"/>: an activation that has not seen it
    /// reads on before it answers.
    /// </param>
    [Alias("Get")]
    Task<OrderView?> Get(StreamVersion atLeast);

    /// <summary>Its events, oldest first; empty when it does not exist.</summary>
    [Alias("GetTimeline")]
    Task<ImmutableArray<TimelineEntry>> GetTimeline();
}
