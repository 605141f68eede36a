using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>Tells a call that failed on its way from a defect of the callee.</summary>
public static class GrainCalls
{
    /// <summary>True when the call's outcome is unknown and repeating it is right.</summary>
    public static bool IsOperating(Exception exception) =>
        exception is TimeoutException or OrleansException or JournalUnavailableException or OperationCanceledException;
}
