using System.Buffers;
using System.Collections.Immutable;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Inventory;

/// <summary>What rows are held against.</summary>
/// <param name="Nodes">The grid's nodes.</param>
/// <param name="Kits">Items that have no stock of their own.</param>
internal readonly record struct StockRowContext(NodeCatalogue Nodes, KitBook Kits);

/// <summary>The rows of a stock import. Key and row number name each change: repeating changes nothing.</summary>
internal sealed class StockRows(
    RequestCall call, NodeId node, string key, PositionReferences positions, StockRowContext context)
{
    private const string DefaultReason = "stock import";

    public ImportRow Understand(long number, ReadOnlySequence<byte> line) =>
        !StrictJson.TryRead<StockRow>(line, out var row, out var fault)
            ? ImportRow.Known(ImportRun.Refused(number, fault!))
            : (StockRowRules.FindFault(row!) ?? FindForeignNode(row!) ?? FindKit(row!)) is { } invalid
                ? ImportRow.Known(ImportRun.Refused(number, invalid, row!.Sku.Value))
                : new(row!.Sku.Value, () => DoAsync(number, row));

    private RequestFault? FindForeignNode(StockRow row) =>
        row.Node is { } other && (other == node || !context.Nodes.Contains(other))
            ? new RequestFault(Refusals.UnknownNode, "A transfer names another node of the grid.")
            : null;

    // Nobody could sell it; what came in before the item was a kit may still be taken off.
    private RequestFault? FindKit(StockRow row) =>
        row.OnHand is not 0 && row.Delta is not < 0 && context.Kits.Find(row.Sku) is not null
            ? new RequestFault(Refusals.KitHasStock, $"'{row.Sku}' is a kit: tell the stock of its components.")
            : null;

    private async Task<byte[]> DoAsync(long number, StockRow row)
    {
        var command = call.Command(ImportedRow.Name(key, number));
        var here = positions.Of(row.Sku, node);
        var outcome = Command(command, row) switch
        {
            AdjustStock adjust => await here.Adjust(adjust),
            StockUpdate update => await here.Update(update),
            var other => throw new InvalidOperationException($"A row cannot lead to {other.GetType().Name}."),
        };
        if (outcome.Answer == PositionAnswer.Done && OtherSide(command, row) is { } rest)
        {
            // The other node hears of it after this one, and again when the row is repeated.
            var there = await positions.Of(row.Sku, row.Node!.Value).Update(rest);
            outcome = there.Answer is PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown
                ? outcome with { Answer = there.Answer }
                : outcome;
        }

        return Tell(number, row, outcome);
    }

    private static byte[] Tell(long number, StockRow row, PositionOutcome outcome) =>
        Refusals.Of(outcome.Answer) is { } refusal
            ? ImportRun.Refused(
                number,
                new(refusal, Explain(refusal, row, outcome)),
                row.Sku.Value,
                outcome.Answer == PositionAnswer.StaleStock ? outcome.Levels.OnHand : null)
            : ImportRun.Line(new StockRowOutcome(
                number,
                row.Sku.Value,
                StatusCodes.Status200OK,
                outcome.Levels.OnHand,
                outcome.Levels.AvailableToPromise,
                outcome.Version,
                outcome.Levels.Short == Quantity.Zero ? null : outcome.Levels.Short));

    private static string Explain(Refusal refusal, StockRow row, PositionOutcome outcome)
    {
        var (answer, levels) = (outcome.Answer, outcome.Levels);
        return answer == PositionAnswer.BelowHolds
                ? $"{levels.Pending + levels.Committed} pieces are held for orders; on hand cannot be less."
            : answer == PositionAnswer.StaleStock && row.Does == StockOp.Snapshot
                ? $"A newer count was applied: on hand is {levels.OnHand}. Count again."
            : answer == PositionAnswer.StaleStock ? $"On hand is {levels.OnHand}, not {row.Expected}."
            : answer == PositionAnswer.TimeOutOfRange
                ? $"asOf is at most {StockLimits.ClockTolerance.TotalSeconds} seconds ahead of the grid's clock and "
                + $"not behind the last {StockLimits.Entries} changes of {StockLimits.EntryAge.TotalHours} hours."
            : refusal.Title;
    }

    private PositionCommand Command(CommandContext context, StockRow row)
    {
        var (quantity, cause) = (row.Quantity ?? 0, Cause(row));
        return row.Does switch
        {
            StockOp.Set or StockOp.Cas => Adjust(context, row, StockChange.Set, row.OnHand!.Value),
            StockOp.Delta => Adjust(context, row, StockChange.Delta, row.Delta!.Value),
            StockOp.Snapshot => new CountStock(
                context, cause, row.OnHand!.Value, Utc(row.AsOf)!.Value, row.Sequence, Included(row)),
            StockOp.Expect => new ExpectReceipt(context, cause, row.Receipt!.Value, quantity, Utc(row.Eta)),
            StockOp.Slip => new ExpectReceipt(context, cause, row.Receipt!.Value, null, Utc(row.Eta)),
            StockOp.Cancel => new ExpectReceipt(context, cause, row.Receipt!.Value, 0, null),
            StockOp.Receive or StockOp.TransferIn =>
                new ReceiveStock(context, cause, row.Receipt!.Value, quantity, row.Node),
            StockOp.Damage => new BlockStock(context, cause, row.Delta!.Value),
            StockOp.Safety => new KeepSafety(context, cause, quantity),
            StockOp.Allot => new AllotStock(context, cause, row.Channel!.Value, quantity, row.Overflow ?? false),
            StockOp.Limits => new LimitStock(context, cause, row.Backorder, row.Preorder, row.BuyerCap),
            StockOp.TransferOut =>
                new TransferStock(context, cause, row.Receipt!.Value, row.Node!.Value, quantity, Arrived: false),
        };
    }

    private StockUpdate? OtherSide(CommandContext context, StockRow row) =>
        row.Does == StockOp.TransferOut && row.Eta is not null
            ? new ExpectReceipt(
                context.Step("announced"), Cause(row), row.Receipt!.Value, row.Quantity, Utc(row.Eta))
        : row.Does == StockOp.TransferIn
            ? new TransferStock(
                context.Step("arrived"), Cause(row), row.Receipt!.Value, node, row.Quantity!.Value, Arrived: true)
        : null;

    private AdjustStock Adjust(CommandContext context, StockRow row, StockChange change, long amount) =>
        new(context, change, amount, row.Reason ?? DefaultReason)
        {
            Expected = row.Expected,
            Source = row.Source ?? key,
            Reference = row.Reference,
        };

    // Who names nobody is known by the key of the import.
    private StockCause Cause(StockRow row) => new(row.Reason ?? DefaultReason, row.Source ?? key, row.Reference);

    private static DateTimeOffset? Utc(DateTimeOffset? time) => time?.ToUniversalTime();

    private static ImmutableArray<IncludedChange> Included(StockRow row) =>
        [.. (row.Included ?? []).Select(one => new IncludedChange(one.Reference.Value, one.Change))];
}
