using System.Buffers;
using OrderGrid.Identity;

namespace OrderGrid.Gateway.Http;

/// <summary>What follows a request into the grid and back out: its correlation and its trace.</summary>
/// <param name="Correlation">The caller's, or a new one.</param>
/// <param name="TraceParent">The caller's W3C trace context; null when there was none.</param>
public sealed record RequestCall(CorrelationId Correlation, string? TraceParent)
{
    /// <summary>Header of the correlation id.</summary>
    public const string CorrelationHeader = "X-Correlation-Id";

    private const int TraceParentLength = 55;

    private static readonly SearchValues<char> TraceAlphabet = SearchValues.Create("0123456789abcdef-");

    /// <summary>The call that <see cref="RequestEnvelope"/> has begun.</summary>
    public static RequestCall Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<RequestCall>()
            ?? throw new InvalidOperationException("The request did not come through the envelope.");
    }

    /// <summary>Reads the headers and says on the answer what was understood.</summary>
    internal static RequestCall Begin(HttpContext http, IIdSource ids)
    {
        var given = http.Request.Headers[CorrelationHeader].ToString();
        var correlation = Identifier.TryParse(given, out CorrelationId known) ? known : new(ids.Next());
        var trace = http.Request.Headers.TraceParent.ToString();
        var call = new RequestCall(correlation, IsTraceParent(trace) ? trace : null);
        http.Response.Headers[CorrelationHeader] = correlation.Value;
        if (call.TraceParent is not null)
        {
            http.Response.Headers.TraceParent = call.TraceParent;
        }

        http.Features.Set(call);
        return call;
    }

    /// <summary>The context of a command with this id.</summary>
    public CommandContext Command(string id) => new(new CommandId(id), Correlation, TraceParent);

    // W3C Trace Context, level 1: version 00, 32 digits of trace, 16 of parent, 2 of flags; all zeros are invalid.
    private static bool IsTraceParent(string text) =>
        text.Length == TraceParentLength
        && text.StartsWith("00-", StringComparison.Ordinal)
        && text[35] == '-'
        && text[52] == '-'
        && text.Count(character => character == '-') == 3
        && !text.AsSpan().ContainsAnyExcept(TraceAlphabet)
        && text.AsSpan(3, 32).ContainsAnyExcept('0')
        && text.AsSpan(36, 16).ContainsAnyExcept('0');
}
