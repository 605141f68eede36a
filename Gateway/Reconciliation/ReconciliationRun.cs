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

/// <summary>What a run is about.</summary>
/// <param name="Node">Where.</param>
/// <param name="Key">Names the run.</param>
/// <param name="Threshold">Differences of up to so many pieces are booked at once.</param>
internal sealed record RunTerms(NodeId Node, string Key, long Threshold);

/// <summary>
/// Compares a node's report with its positions, a stretch of rows at a time. Only items that differ leave a line; the
/// last line sums up. A stretch that fails can be run again: nothing is booked or noted twice.
/// </summary>
internal sealed class ReconciliationRun(
    HttpContext http, RunTerms terms, PositionReports reports, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Most rows of a report, inclusive.</summary>
    public const int MaxRows = 100_000;

    private const int MaxBookings = 32;

    private readonly HashSet<Sku> _seen = [];
    private readonly ReconciliationTally _tally = new();
    private readonly RequestCall _call = RequestCall.Of(http);

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
            foreach (var drift in await CompareAsync(stretch))
            {
                _tally.Take(drift);
                http.Response.BodyWriter.Write(ImportRun.Line(drift));
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

    private async Task<IEnumerable<DriftRow>> CompareAsync(Row[] stretch)
    {
        var all = await reports.CompareAsync(
            terms.Node, [.. stretch.Select(row => row.Report)], http.RequestAborted);
        Row[] rows = [.. stretch.Where((_, index) => !all[index].Found.IsStale)];
        var compared = all.RemoveAll(one => one.Found.IsStale);
        _tally.Compare(compared.Length, all.Length - compared.Length, compared.Count(one => one.ToldOtherwise));
        var booked = new PositionAnswer?[rows.Length];
        await Parallel.ForAsync(
            0,
            rows.Length,
            new ParallelOptions { MaxDegreeOfParallelism = MaxBookings, CancellationToken = http.RequestAborted },
            async (index, _) => booked[index] = await BookAsync(compared[index]));
        var notes = compared.Select((one, index) => booked[index] == PositionAnswer.Done
            ? new DriftNote(one.Reported, 0, DriftCause.Unknown)
            : new DriftNote(one.Reported, one.Found.Units, one.Found.Cause));
        var context = _call.Command($"reconcile:{terms.Node}:{terms.Key}:{stretch[0].Number}");
        var noted = await grains.GetGrain<IReconciliationGrain>(terms.Node.Value)
            .Note(new(context, terms.Key, [.. notes]));
        return noted.Written
            ? Enumerable.Range(0, rows.Length)
                .Where(index => compared[index].Found.Units != 0 || compared[index].ToldOtherwise)
                .Select(index => Tell(rows[index].Number, compared[index], booked[index], noted.Drifts[index]))
            : throw new JournalUnavailableException("What was found could not be noted; run again.");
    }

    // Null: not to be booked without asking.
    private async Task<PositionAnswer?> BookAsync(ComparedReport one)
    {
        if (!ReconciliationDecisions.IsBookedAtOnce(one.Found, terms.Threshold))
        {
            return null;
        }

        var sku = one.Reported.Sku;
        var count = ReconciliationDecisions.Count(
            one.Reported, one.Found.Cause, terms.Key, _call.Command($"reconcile:{terms.Key}:{sku}"));
        try
        {
            var key = new PositionKey(sku, terms.Node).ToString();
            return (await grains.GetGrain<IInventoryPositionGrain>(key).Update(count)).Answer;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // It waits for an approval then; the next run sees whether it was booked.
            return PositionAnswer.OutcomeUnknown;
        }
    }

    private DriftRow Tell(long number, ComparedReport one, PositionAnswer? booked, Drift? noted)
    {
        var isDrift = one.Found.Units != 0;
        DateTimeOffset? since = isDrift ? noted?.Since ?? one.Reported.AsOf : null;
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
            one.Told.Levels.AvailableToPromise,
            !isDrift ? DriftOutcome.InAccord
                : booked == PositionAnswer.Done ? DriftOutcome.Compensated
                : noted?.Status == DriftStatus.Dismissed ? DriftOutcome.Dismissed
                : DriftOutcome.Waiting,
            booked is { } answer ? Refusals.Of(answer)?.Code : null);
    }

    private sealed record Row(long Number, ReportedStock Report);
}
