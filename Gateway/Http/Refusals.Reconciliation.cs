using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Http;

public static partial class Refusals
{
    /// <summary>No drift of the item waits.</summary>
    public static readonly Refusal UnknownDrift = new("UnknownDrift", 404, "No drift of the item waits.");

    /// <summary>The drift was approved and cannot be dismissed, or the other way round.</summary>
    public static readonly Refusal DecidedOtherwise =
        new("DecidedOtherwise", 409, "The drift was decided the other way.");

    /// <summary>The report left the item out, so that there is nothing to book.</summary>
    public static readonly Refusal NothingReported =
        new("NothingReported", 409, "The report left the item out: there is nothing to book.");

    /// <summary>The connector is not there, or reports for another node.</summary>
    public static readonly Refusal UnknownSource =
        new("UnknownSource", 422, "No such connector reports for the node.");

    private static readonly Refusal NoSchedule = new("NoSchedule", 404, "The node has no schedule.");

    private static readonly Refusal ScheduleOutOfRange =
        new("ScheduleOutOfRange", 422, "One of everyMinutes, 1 to 10080, and dailyAt, hours and minutes, is expected.");

    private static readonly Refusal ThresholdOutOfRange =
        new("ThresholdOutOfRange", 422, "The threshold is no number of pieces.");

    /// <summary>The row of a schedule's answer; null when it is in force.</summary>
    public static Refusal? Of(ScheduleAnswer answer) => answer switch
    {
        ScheduleAnswer.Done => null,
        ScheduleAnswer.NoSchedule => NoSchedule,
        ScheduleAnswer.TimeOutOfRange => ScheduleOutOfRange,
        ScheduleAnswer.ThresholdOutOfRange => ThresholdOutOfRange,
        ScheduleAnswer.NotWritten => NotWritten,
        ScheduleAnswer.OutcomeUnknown => OutcomeUnknown,
    };
}
