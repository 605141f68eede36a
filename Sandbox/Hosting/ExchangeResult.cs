using System.Globalization;
using System.Text;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>Plays one exchange with a partner system over HTTP: its delay, its reply, or the lack of one.</summary>
internal sealed class ExchangeResult(PartnerSystem system, PartnerCall call, TimeProvider clock) : IResult
{
    private const int TricklePieces = 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var gone = httpContext.RequestAborted;
        try
        {
            var plan = system.Plan(call);
            await Task.Delay(plan.Latency, clock, gone);
            await SendAsync(httpContext, system.Complete(call, plan), gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The caller went away: there is nobody left to answer.
        }
    }

    private async Task SendAsync(HttpContext http, PartnerAnswer answer, CancellationToken gone)
    {
        switch (answer.Fate)
        {
            case ReplyFate.Sent:
                await WriteAsync(http, answer.Reply!, TimeSpan.Zero, gone);
                break;
            case ReplyFate.Trickled:
                await WriteAsync(http, answer.Reply!, answer.Hold, gone);
                break;
            case ReplyFate.Withheld:
                await Task.Delay(answer.Hold, clock, gone);
                http.Abort();
                break;
            case ReplyFate.ConnectionReset:
                http.Abort();
                break;
        }
    }

    private async Task WriteAsync(HttpContext http, PartnerReply reply, TimeSpan spread, CancellationToken gone)
    {
        http.Response.StatusCode = reply.Status;
        if (reply.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (reply.Body.Length == 0)
        {
            await Task.Delay(spread, clock, gone);
            return;
        }

        var body = Encoding.UTF8.GetBytes(reply.Body);
        http.Response.ContentType = reply.ContentType;
        http.Response.ContentLength = body.Length;
        foreach (var piece in body.Chunk(spread > TimeSpan.Zero ? 1 + (body.Length / TricklePieces) : body.Length))
        {
            await http.Response.Body.WriteAsync(piece, gone);
            await http.Response.Body.FlushAsync(gone);
            await Task.Delay(spread / TricklePieces, clock, gone);
        }
    }
}
