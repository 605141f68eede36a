using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using OrderGrid.Delivery;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Imports;

/// <summary>
/// One NDJSON import: rows are worked on side by side, rows of one subject one after the other, and outcomes leave in
/// the order of the rows while later rows are still coming in.
/// </summary>
internal sealed class ImportRun(HttpContext http, Func<long, ReadOnlySequence<byte>, ImportRow> understand)
{
    /// <summary>Largest import, inclusive.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Most rows of one import worked on at the same time.</summary>
    public const int MaxRowsInFlight = 256;

    /// <summary>Media type of rows and of outcomes.</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>Query parameter that resumes an import.</summary>
    public const string OffsetParameter = "offset";

    /// <summary>What it means.</summary>
    public const string OffsetMeaning =
        "The number of the last row whose outcome is known; it and those before are skipped.";

    private const int MaxSubjects = 4 * MaxRowsInFlight;

    private readonly Dictionary<string, Task> _lastOfSubject = new(StringComparer.Ordinal);
    private readonly Channel<Task<byte[]>> _outcomes = Channel.CreateBounded<Task<byte[]>>(MaxRowsInFlight);

    /// <summary>Refuses what is no import before anything is done.</summary>
    public static long ReadOffset(HttpRequest request)
    {
        RequestBody.RequireType(request, MediaType, "application/ndjson", "application/jsonl");
        RequestBody.Limit(request.ContentLength, MaxBytes);
        var text = request.Query[OffsetParameter].ToString();
        return text.Length == 0 ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset
            : throw new RequestFaultException(
                "offset is the number of the last row whose outcome is known: 0 or more.");
    }

    /// <summary>Works on every row behind <paramref name="offset"/>.</summary>
    public async Task RunAsync(long offset)
    {
        // A caller may send all of its rows before it reads an outcome. What it sends is therefore always taken in,
        // up to the limit of the body, and never waits for outcomes to leave.
        var spool = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinResponseDataRateFeature>()
            !.MinDataRate = null;
        var spooling = SpoolAsync(spool.Writer);
        var writing = WriteAsync();
        try
        {
            await StartRowsAsync(spool.Reader, offset);
            _outcomes.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _outcomes.Writer.TryComplete();
            await writing;
            if (exception is not RequestFaultException { Fault: var fault } || !http.Response.HasStarted)
            {
                throw;
            }

            await http.Response.BodyWriter.WriteAsync(Refused(0, fault), http.RequestAborted);
        }

        await writing;
        await spooling;
    }

    /// <summary>The outcome line of a refused row.</summary>
    public static byte[] Refused(
        long row, RequestFault fault, string? subject = null, Quantity? onHand = null) =>
        Line(Fault(row, fault) with { Subject = subject, OnHand = onHand });

    /// <summary>An outcome as a line.</summary>
    public static byte[] Line<T>(T outcome)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(outcome, Wire.Of<T>());
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    private static RefusedRow Fault(long row, RequestFault fault) => new(
        row,
        null,
        fault.Refusal.Status,
        fault.Refusal.Code,
        fault.Detail,
        fault.Refusal.Retryable,
        fault.Errors.IsEmpty ? null : fault.Errors);

    private async Task StartRowsAsync(PipeReader rows, long offset)
    {
        var number = 0L;
        await foreach (var line in RowLines.ReadAsync(rows, RequestBody.MaxBytes, http.RequestAborted))
        {
            if (++number > offset)
            {
                var row = line.Length > RequestBody.MaxBytes
                    ? ImportRow.Known(Refused(number, new(Refusals.TooLarge, "One row is at most 1 MiB.")))
                    : understand(number, line);
                await _outcomes.Writer.WriteAsync(Start(number, row), http.RequestAborted);
            }
        }
    }

    private Task<byte[]> Start(long number, ImportRow row)
    {
        if (row.Subject is null)
        {
            return row.Work();
        }

        var work = WorkAsync(number, row, _lastOfSubject.GetValueOrDefault(row.Subject));
        _lastOfSubject[row.Subject] = work;
        if (_lastOfSubject.Count > MaxSubjects)
        {
            ForgetFinished();
        }

        return work;
    }

    private void ForgetFinished()
    {
        foreach (var (subject, work) in _lastOfSubject)
        {
            if (work.IsCompleted)
            {
                _lastOfSubject.Remove(subject);
            }
        }
    }

    private static async Task<byte[]> WorkAsync(long number, ImportRow row, Task? former)
    {
        if (former is not null)
        {
            // Its failure, if any, is its own row's.
            await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            return await row.Work();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return Refused(number, new(Refusals.OutcomeUnknown, "Repeat the row to learn its outcome."), row.Subject);
        }
    }

    private async Task SpoolAsync(PipeWriter spool)
    {
        try
        {
            var taken = 0L;
            ReadResult read;
            do
            {
                read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
                taken += read.Buffer.Length;
                foreach (var part in read.Buffer)
                {
                    await spool.WriteAsync(part, http.RequestAborted);
                }

                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                RequestBody.Limit(taken, MaxBytes);
            }
            while (!read.IsCompleted);
            await spool.CompleteAsync();
        }
        catch (Exception exception)
        {
            // Whoever reads the rows meets the failure where the rows end.
            await spool.CompleteAsync(exception);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await WriteOutcomesAsync();
        }
        catch (Exception exception)
        {
            // Rows that nobody can be told about are not begun.
            _outcomes.Writer.TryComplete(exception);
            throw;
        }
    }

    private async Task WriteOutcomesAsync()
    {
        http.Response.ContentType = MediaType;
        var answer = http.Response.BodyWriter;
        while (await _outcomes.Reader.WaitToReadAsync(http.RequestAborted))
        {
            while (_outcomes.Reader.TryRead(out var outcome))
            {
                if (!outcome.IsCompleted)
                {
                    await answer.FlushAsync(http.RequestAborted);
                }

                answer.Write(await outcome);
            }

            await answer.FlushAsync(http.RequestAborted);
        }
    }
}
