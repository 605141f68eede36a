using System.Collections.Immutable;

namespace OrderGrid.Gateway.Http;

/// <summary>A refused request, as RFC 9457 writes it.</summary>
/// <param name="Type">Names the kind of problem.</param>
/// <param name="Code">The refusal's name.</param>
/// <param name="Title">What the kind means.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What to change.</param>
/// <param name="CorrelationId">Finds the request in journal and logs.</param>
/// <param name="Retryable">True when the same request can succeed later.</param>
/// <param name="RetryAfter">Seconds to wait before that; left out when nobody knows.</param>
/// <param name="Errors">The members at fault; left out when the fault is not a member's.</param>
public sealed record Problem(
    string Type,
    string Code,
    string Title,
    int Status,
    string Detail,
    string CorrelationId,
    bool Retryable,
    int? RetryAfter,
    ImmutableArray<ProblemError>? Errors)
{
    /// <summary>Media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Describes a fault for its caller.</summary>
    public static Problem Of(RequestFault fault, RequestCall call)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(call);
        return new(
            fault.Refusal.Type,
            fault.Refusal.Code,
            fault.Refusal.Title,
            fault.Refusal.Status,
            fault.Detail,
            call.Correlation.Value,
            fault.Refusal.Retryable,
            fault.Refusal.RetryAfter,
            fault.Errors.IsEmpty ? null : fault.Errors);
    }
}

/// <summary>One member at fault.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body; left out when the body is not JSON.</param>
/// <param name="Code">The reason's name.</param>
/// <param name="Detail">What to change.</param>
/// <param name="Line">The order line's number; left out when it is not a line's.</param>
public sealed record ProblemError(string? Pointer, string Code, string Detail, int? Line = null);
