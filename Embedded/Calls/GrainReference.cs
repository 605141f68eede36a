using OrderGrid.Embedded;

namespace Orleans.Runtime;

/// <summary>The base of the emitted references. Equal references name the same grain by the same interface.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly IdSpan _key;
    private string? _keyText;
    private ICallTarget? _target;

    private protected GrainReference(ReferenceSeed seed)
    {
        GrainId = seed.GrainId;
        _key = seed.GrainId.Key;
        _keyText = seed.KeyText;
        Origin = seed.Origin;
    }

    public GrainId GrainId { get; }

    internal string KeyText => _keyText ??= _key.ToString();

    internal ICallOrigin Origin { get; }

    public static bool operator ==(GrainReference? left, GrainReference? right) => Equals(left, right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !Equals(left, right);

    public bool Equals(GrainReference? other) =>
        other is not null && GetType() == other.GetType() && GrainId == other.GrainId;

    public sealed override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    public sealed override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}";

    internal GrainReference CastTo(Type interfaceType) => Origin.Refer(interfaceType, GrainId);

    /// <summary>Sends a call and gives the task of its answer. The emitted methods end here.</summary>
    internal Task<T> Send<T>(GridCall<T> call)
    {
        call.TargetId = GrainId;
        if (call.Token.CanBeCanceled)
        {
            call.Token.ThrowIfCancellationRequested();
            CallCancellation.Attach(call, call.Token);
        }

        call.Values = CallFlow.Values;
        if (CallFlow.Call is { } parent && !call.Shape.IsOneWay)
        {
            call.Parent = parent;
            parent.AddChild(call);
        }

        Origin.Send(call, ref _target);
        return call.Shape.IsOneWay ? Task.FromResult<T>(default!) : call.Answer;
    }
}
