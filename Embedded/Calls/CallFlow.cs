namespace OrderGrid.Embedded;

/// <summary>What flows along a call's awaits: its caller's values, and itself where calls interleave.</summary>
internal sealed class CallFlow
{
    private static readonly AsyncLocal<CallFlow?> Local = new();

    private CallFlow(Dictionary<string, object>? values, GridCall? call)
    {
        FlowValues = values;
        FlowCall = call;
    }

    /// <summary>The values of the running flow. Never changed in place.</summary>
    public static Dictionary<string, object>? Values
    {
        get => Local.Value?.FlowValues;
        set
        {
            var call = Local.Value?.FlowCall;
            Local.Value = value is null && call is null ? null : new CallFlow(value, call);
        }
    }

    /// <summary>The call that the running code belongs to, or null outside of grains.</summary>
    public static GridCall? Call
    {
        get
        {
            var activation = RuntimeContext.CurrentActivation;
            return activation is null ? null : Local.Value?.FlowCall ?? activation.Blocking;
        }
    }

    private Dictionary<string, object>? FlowValues { get; }

    private GridCall? FlowCall { get; }

    public static void Enter(Dictionary<string, object>? values, GridCall? call) =>
        Local.Value = new CallFlow(values, call);
}
