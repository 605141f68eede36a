using System.Collections.Immutable;
using OrderGrid.Identity;

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
    [Alias("SettleStock")]
    Task<ReportOutcome> SettleStock(CommandContext context);

    /// <summary>The order as it stands; null when it does not exist.</summary>
    [Alias("Get")]
    Task<OrderView?> Get();

    /// <summary>Its events, oldest first; empty when it does not exist.</summary>
    [Alias("GetTimeline")]
    Task<ImmutableArray<TimelineEntry>> GetTimeline();
}
