using OrderGrid.Connectors;

namespace OrderGrid.Delivery;

/// <summary>What became of one attempt.</summary>
internal enum AttemptFate
{
    /// <summary>Done, or there was nothing to do.</summary>
    Done,

    /// <summary>Try again later; the detail says why.</summary>
    Failed,

    /// <summary>Not tried: the partner is away.</summary>
    Blocked,
}

/// <summary>What became of one attempt, and whether it may have had its effect all the same.</summary>
internal readonly record struct AttemptResult(AttemptFate Fate, string Outcome, string Detail, bool Uncertain)
{
    public static AttemptResult Done => new(AttemptFate.Done, "", "", false);

    public static AttemptResult Failed(string outcome, string detail, bool uncertain) =>
        new(AttemptFate.Failed, outcome, detail, uncertain);
}

/// <summary>
/// Makes one attempt at the head of a subject: ask the order what to do, ask the partner first when an earlier attempt
/// is uncertain, send, tell the order. What the order has not heard is told again and not sent again.
/// </summary>
internal sealed class LaneRunner(LaneConnector connector, TimeProvider clock)
{
    public async Task<AttemptResult> AttemptAsync(LaneSubject subject)
    {
        var given = subject.Head.Event;
        try
        {
            if (subject.Unreported is { } unreported)
            {
                return await ReportAsync(subject, given, unreported.Document, unreported.Outcome);
            }

            var preparation = await connector.Route.PrepareAsync(given);
            return preparation switch
            {
                { Need: PreparationNeed.Nothing } => AttemptResult.Done,
                { Need: PreparationNeed.Send, Document: { } document } => await SendAsync(subject, given, document),
                _ => AttemptResult.Failed("not-ready", "the order did not answer clearly", subject.IsUncertain),
            };
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // An outcome that the order has not heard is kept as uncertain: after a restart the partner is asked.
            return AttemptResult.Failed(
                "not-ready", exception.Message, subject.IsUncertain || subject.Unreported is not null);
        }
    }

    private async Task<AttemptResult> SendAsync(LaneSubject subject, FeedEvent given, PartnerDocument document)
    {
        var pass = await connector.Gate.EnterAsync(clock.GetUtcNow());
        if (pass == GatePass.None)
        {
            return new(AttemptFate.Blocked, "", "", subject.IsUncertain);
        }

        bool? reached = null;
        TimeSpan? retryAfter = null;
        try
        {
            var outcome = await AskOrPostAsync(subject, document);
            reached = outcome.Fate is not (PostFate.Transient or PostFate.Unknown);
            retryAfter = outcome.RetryAfter;
            return outcome.Fate switch
            {
                PostFate.Delivered or PostFate.Refused => await ReportAsync(subject, given, document, outcome),
                PostFate.Transient => AttemptResult.Failed("transient", outcome.Detail, subject.IsUncertain),
                PostFate.Throttled => AttemptResult.Failed("throttled", outcome.Detail, subject.IsUncertain),
                PostFate.Unknown => AttemptResult.Failed("unknown", outcome.Detail, uncertain: true),
            };
        }
        finally
        {
            connector.Gate.Leave(pass, reached, retryAfter, clock.GetUtcNow());
        }
    }

    private async Task<PostOutcome> AskOrPostAsync(LaneSubject subject, PartnerDocument document)
    {
        var partner = connector.Partner!;
        if (subject.IsUncertain)
        {
            var found = await partner.FindByKeyAsync(document, CancellationToken.None);
            switch (found.Fate)
            {
                case FindFate.Found:
                    return PostOutcome.Delivered(found.Reference!);
                case FindFate.NoAnswer:
                    return PostOutcome.Unknown(found.Detail);
                case FindFate.NotFound:
                    subject.Head.Uncertain = false;
                    break;
            }
        }

        return await partner.PostAsync(document, CancellationToken.None);
    }

    private async Task<AttemptResult> ReportAsync(
        LaneSubject subject, FeedEvent given, PartnerDocument document, PostOutcome outcome)
    {
        subject.Unreported = (document, outcome);
        return await connector.Route.ReportAsync(given, document, outcome)
            ? AttemptResult.Done
            : AttemptResult.Failed("unreported", "the order did not record the outcome yet", uncertain: true);
    }
}
