using System.Buffers;
using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>
/// Compares a node's report with its positions, a stretch of rows at a time. Only items that differ leave a line; the
/// last line sums up. A stretch that fails can be run again: nothing is booked or noted twice.
/// </summary>
internal sealed class ReconciliationRun(
    HttpContext http, ReconciliationTerms terms, Reconciler reconciler, TimeProvider clock)
{
    /// <summary>Most rows of a report, inclusive.</summary>
    public const int MaxRows = 100_000;

    private readonly HashSet<Sku> _seen = [];
    private readonly ReconciliationTally _tally = new();

    /// <summary>Reads the report, then answers.</summary>
    public async Task RunAsync()
    {
        // Read in full first: a caller may send everything before it reads anything.
        var (rows, refused) = await ReadAsync();
        http.Response.ContentType = ImportRun.MediaType;
        foreach (var line in refused)
        {
            _tally.Refuse();
            http.Response.BodyWriter.Write(line);
        }

        foreach (var stretch in rows.Chunk(PositionReports.MaxReports))
        {
            var items = await reconciler.ReconcileAsync(
                terms, [.. stretch.Select(row => row.Report)], http.RequestAborted);
            foreach (var (row, item) in stretch.Zip(items))
            {
                _tally.Take(item);
                if (item.Compared.Found.Units != 0 || item.Compared.ToldOtherwise)
                {
                    http.Response.BodyWriter.Write(ImportRun.Line(Tell(row.Number, item)));
                }
            }

            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }

        http.Response.BodyWriter.Write(ImportRun.Line(_tally.Sum()));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private async Task<(List<Row> Rows, List<byte[]> Refused)> ReadAsync()
    {
        RequestBody.RequireType(http.Request, ImportRun.MediaType, "application/ndjson", "application/jsonl");
        RequestBody.Limit(http.Request.ContentLength, ImportRun.MaxBytes);
        var (rows, refused, number, taken) = (new List<Row>(), new List<byte[]>(), 0L, 0L);
        var lines = RowLines.ReadAsync(http.Request.BodyReader, RequestBody.MaxBytes, http.RequestAborted);
        await foreach (var line in lines)
        {
            taken += line.Length + 1;
            if (++number > MaxRows || taken > ImportRun.MaxBytes)
            {
                throw new RequestFaultException(new RequestFault(
                    Refusals.TooLarge, $"A report has up to {MaxRows} rows and {ImportRun.MaxBytes} bytes."));
            }

            if (Understand(line, out var report) is { } fault)
            {
                refused.Add(ImportRun.Refused(number, fault, report?.Sku.Value));
            }
            else
            {
                rows.Add(new(number, report!.ToReport()));
            }
        }

        return (rows, refused);
    }

    private RequestFault? Understand(ReadOnlySequence<byte> line, out ReportRow? row)
    {
        row = null;
        return line.Length > RequestBody.MaxBytes ? new(Refusals.TooLarge, "One row is at most 1 MiB.")
            : !StrictJson.TryRead<ReportRow>(line, out row, out var fault) ? fault
            : row!.FindFault(clock.GetUtcNow()) is { } wrong ? wrong
            : _seen.Add(row.Sku) ? null
            : RequestFault.At("/sku", "The item is there twice.");
    }

    private DriftRow Tell(long number, ReconciledItem item)
    {
        var one = item.Compared;
        var isDrift = one.Found.Units != 0;
        DateTimeOffset? since = isDrift ? item.Noted?.Since ?? one.Reported.AsOf : null;
        return new(
            number,
            one.Reported.Sku,
            one.Reported.OnHand,
            one.Now.Levels.OnHand,
            one.Found.Units,
            isDrift ? one.Found.Cause : null,
            since,
            since is { } first ? Math.Max(0, (long)(clock.GetUtcNow() - first).TotalSeconds) : null,
            one.Now.Levels.AvailableToPromise,
            one.Told?.Available,
            item.Outcome,
            item.Booked is { } answer ? Refusals.Of(answer)?.Code : null);
    }

    private sealed record Row(long Number, ReportedStock Report);
}
