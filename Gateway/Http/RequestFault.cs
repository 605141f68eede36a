using System.Collections.Immutable;

namespace OrderGrid.Gateway.Http;

/// <summary>Why one request, or one row of an import, is refused.</summary>
/// <param name="Refusal">The kind.</param>
/// <param name="Detail">What to change, in a sentence.</param>
/// <param name="Errors">Members at fault; empty when there are none to name.</param>
public sealed record RequestFault(Refusal Refusal, string Detail, ImmutableArray<ProblemError> Errors)
{
    /// <summary>A fault that is no member's.</summary>
    public RequestFault(Refusal refusal, string detail) : this(refusal, detail, []) { }

    /// <summary>A fault of one member of the body.</summary>
    public static RequestFault At(string pointer, string detail) =>
        new(Refusals.Malformed, detail, [new(pointer, Refusals.Malformed.Code, detail)]);
}

/// <summary>Carries a fault found while a request is read to the envelope, which answers it.</summary>
public sealed class RequestFaultException : Exception
{
    /// <summary>Makes one without a fault of its own.</summary>
    public RequestFaultException() : this("The request is not as the contract says.") { }

    /// <summary>Makes one for a malformed request.</summary>
    public RequestFaultException(string message) : this(new RequestFault(Refusals.Malformed, message)) { }

    /// <summary>Makes one for a malformed request, with its cause.</summary>
    public RequestFaultException(string message, Exception inner) : base(message, inner) =>
        Fault = new(Refusals.Malformed, message);

    /// <summary>Makes one.</summary>
    public RequestFaultException(RequestFault fault) : base(fault?.Detail) =>
        Fault = fault ?? throw new ArgumentNullException(nameof(fault));

    /// <summary>What is wrong.</summary>
    public RequestFault Fault { get; }
}
