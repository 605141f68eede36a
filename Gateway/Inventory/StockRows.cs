using System.Buffers;
using System.Globalization;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Inventory;

/// <summary>The rows of a stock import. Key and row number name each change: repeating changes nothing.</summary>
internal sealed class StockRows(RequestCall call, NodeId node, string key, IGrainFactory grains)
{
    private const int MaxReason = 64;
    private const string DefaultReason = "stock import";

    public ImportRow Understand(long number, ReadOnlySequence<byte> line) =>
        !StrictJson.TryRead<StockRow>(line, out var row, out var fault)
            ? ImportRow.Known(ImportRun.Refused(number, fault!))
            : FindFault(row!) is { } invalid
                ? ImportRow.Known(ImportRun.Refused(number, invalid, row!.Sku.Value))
                : new(row!.Sku.Value, () => AdjustAsync(number, row));

    private static RequestFault? FindFault(StockRow row) =>
        row.OnHand is null == row.Delta is null
            ? RequestFault.At("", "A row has either onHand or delta.")
            : row.Reason is { } reason && (reason.Length is 0 or > MaxReason || reason.Any(char.IsControl))
                ? RequestFault.At("/reason", $"A reason has 1 to {MaxReason} characters.")
                : null;

    private async Task<byte[]> AdjustAsync(long number, StockRow row)
    {
        var command = new AdjustStock(
            call.Command(string.Create(CultureInfo.InvariantCulture, $"stock:{key}:{number}")),
            row.OnHand is null ? StockChange.Delta : StockChange.Set,
            row.OnHand ?? row.Delta!.Value,
            row.Reason ?? DefaultReason);
        var outcome = await grains.GetGrain<IInventoryPositionGrain>(new PositionKey(row.Sku, node).ToString())
            .Adjust(command);
        return Refusals.Of(outcome.Answer) is { } refusal
            ? ImportRun.Refused(number, new(refusal, Explain(refusal, outcome)), row.Sku.Value)
            : ImportRun.Line(new StockRowOutcome(
                number,
                row.Sku.Value,
                StatusCodes.Status200OK,
                outcome.Levels.OnHand,
                outcome.Levels.AvailableToPromise,
                outcome.Version));
    }

    private static string Explain(Refusal refusal, PositionOutcome outcome) =>
        outcome.Answer == PositionAnswer.BelowHolds
            ? $"{outcome.Levels.Pending + outcome.Levels.Committed} pieces are held for orders; on hand cannot be less."
            : refusal.Title;
}

/// <summary>One change of stock: a new level or a difference, not both.</summary>
/// <param name="Sku">The item.</param>
/// <param name="OnHand">The new level, 0 or more.</param>
/// <param name="Delta">The difference, with its sign.</param>
/// <param name="Reason">Why: 1 to 64 characters; kept in the journal.</param>
public sealed record StockRow(Sku Sku, long? OnHand = null, long? Delta = null, string? Reason = null);

/// <summary>The outcome of a row that was done; a refused one is a <see cref="RefusedRow"/>.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Subject">The item.</param>
/// <param name="Status">200.</param>
/// <param name="OnHand">Pieces on hand now.</param>
/// <param name="AvailableToPromise">Pieces that can be promised now.</param>
/// <param name="Version">The position's version.</param>
public sealed record StockRowOutcome(
    long Row, string Subject, int Status, Quantity OnHand, Quantity AvailableToPromise, StreamVersion Version);
