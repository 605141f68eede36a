using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>
/// Releases orders that the ERP has booked to one node, for what is there of what is allocated to it; what comes later
/// is released on its own when it has come.
/// </summary>
public sealed class WmsRoute(IGrainFactory grains, NodeId node, TimeProvider clock) : IDeliveryRoute
{
    /// <summary>
    /// Document kind of a release; key <c>channel/number@node</c>, with <c>/part</c> for what came later.
    /// </summary>
    public const string ReleaseKind = "release";

    /// <inheritdoc/>
    public bool Wants(string eventType) =>
        eventType is OrderEvents.Posted or OrderEvents.Reassigned or OrderEvents.Due;

    /// <inheritdoc/>
    public async Task<Preparation> PrepareAsync(FeedEvent given)
    {
        var due = DueOf(given);
        if (due is not null && due.Node != node)
        {
            return Preparation.Nothing;
        }

        var order = await grains.GetGrain<IOrderGrain>(given.Stream.Key).Get(given.Sequence);
        if (order is null)
        {
            return Preparation.Later;
        }

        if (order.ErpNumber is null)
        {
            // Moved before the ERP had the order: its posting, which follows in this lane, releases what is there then.
            return Preparation.Nothing;
        }

        // What was there goes first or not at all: a node that was asked for anything is not asked for it any more.
        if (order.Requests.Any(request => request.Node == node && (due is null || request.Part == due.Part)))
        {
            return Preparation.Nothing;
        }

        if (due is not null)
        {
            // Holds that the order has given up meanwhile are somebody else's by now.
            return due.Pieces.All(pieces => Holds(order, pieces))
                ? Preparation.Send(PartnerDocuments.ReleasePart(given, order, due))
                : Preparation.Nothing;
        }

        return order.Lines.Any(line => PartnerDocuments.ThereAt(line, node) > Quantity.Zero)
            ? Preparation.Send(PartnerDocuments.Release(given, order, node))
            : Preparation.Nothing;
    }

    /// <inheritdoc/>
    public async Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome)
    {
        var context = new CommandContext(new($"wms:{node}:{given.Sequence}"), given.Correlation, given.TraceParent);
        var now = clock.GetUtcNow();
        OrderReport report = outcome.Fate == PostFate.Refused
            ? new ReportFulfilmentRejected(context, now, node, PartnerDocuments.Cut(outcome.Detail))
            : new ReportFulfilmentRequested(
                context, now, node, Identifier.Parse<DocumentNumber>(outcome.Reference))
            {
                Part = DueOf(given)?.Part,
            };
        var recorded = await grains.GetGrain<IOrderGrain>(given.Stream.Key).Report(report);
        return recorded.Answer is not (ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown);
    }

    private static bool Holds(OrderView order, DuePieces pieces) => order.Lines.Any(line =>
        line.Line.Line == pieces.Line && line.Allocations.Any(allocation => allocation.Hold == pieces.Hold));

    private static FulfilmentDue? DueOf(FeedEvent given) => given.Type == OrderEvents.Due
        ? JsonSerializer.Deserialize(given.Body.AsSpan(), OrderJson.Default.FulfilmentDue)
        : null;
}
