using System.Buffers;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>The rows of a bulk submission: each is what a PUT would be.</summary>
internal sealed class BulkOrders(RequestCall call, ChannelId channel, IGrainFactory grains)
{
    public ImportRow Understand(long number, ReadOnlySequence<byte> line) =>
        !StrictJson.TryRead<BulkOrder>(line, out var row, out var fault)
            ? ImportRow.Known(ImportRun.Refused(number, fault!))
            : CanonicalOrder.FindFault(row!.Order) is { } invalid
                ? ImportRow.Known(ImportRun.Refused(number, invalid, row.OrderNo.Value))
                : new(row.OrderNo.Value, () => SubmitAsync(number, row));

    private async Task<byte[]> SubmitAsync(long number, BulkOrder row)
    {
        var key = new OrderKey(channel, row.OrderNo);
        var context = call.Command(OrderEndpoints.CommandOf(key));
        var outcome = await grains.GetGrain<IChannelGrain>(channel.Value)
            .Submit(new(context, row.OrderNo, row.Order));
        if (Refusals.Of(outcome.Answer) is { } refusal)
        {
            var fault = CanonicalOrder.FaultOf(refusal, outcome, row.Order);
            return ImportRun.Refused(number, fault, row.OrderNo.Value);
        }

        var accepted = new AcceptedRow(
            number,
            row.OrderNo.Value,
            outcome.Answer == SubmitAnswer.Repeated ? 200 : 201,
            AcceptedOrder.Of(key, outcome));
        return ImportRun.Line(accepted);
    }
}

/// <summary>One row of a bulk submission.</summary>
/// <param name="OrderNo">The channel's number for the order.</param>
/// <param name="Order">Its canonical body.</param>
public sealed record BulkOrder(OrderNumber OrderNo, ChannelOrder Order);

/// <summary>The outcome of an accepted row; a refused one is a <see cref="RefusedRow"/>.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Subject">The order's number.</param>
/// <param name="Status">201 for a new order, 200 for a repeated one.</param>
/// <param name="Order">The promise.</param>
public sealed record AcceptedRow(long Row, string Subject, int Status, AcceptedOrder Order);
