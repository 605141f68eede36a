using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <content>
/// How an order moves what a node rejected. The journal comes first: once it says where the lines are now, the old
/// holds are given back, again and again until each position has said yes.
/// </content>
public sealed partial class OrderGrain
{
    private HashSet<HoldId>? _givenBack;

    // Null when nothing, or nothing more, is to be moved; else the answer for now.
    private async Task<ReportOutcome?> ReassignAsync(CommandContext context)
    {
        while (OrderReassignment.FindOpen(_stream.Trusted) is { } rejection)
        {
            var order = _stream.Trusted;
            var lines = OrderReassignment.FindLines(order, rejection.Node);
            var found = await sourcing.HoldAsync(
                OrderReassignment.Ask(Key, order, lines, context), OrderReassignment.Asked(lines));
            if (!found.Clear)
            {
                await sourcing.ReleaseAsync(context, found.Lines);
                return new(ReportAnswer.NotWritten, _stream.Version);
            }

            LogReassigned(log, this.GetPrimaryKeyString(), rejection.Node, lines.Length);
            var outcome = await AppendAsync(OrderReassignment.Decide(order, rejection, lines, found), context);
            if (outcome is AppendOutcome.Conflict or AppendOutcome.NotWritten)
            {
                await sourcing.ReleaseAsync(context, found.Lines);
            }

            if (outcome != AppendOutcome.Committed)
            {
                return Recorded(outcome);
            }
        }

        return null;
    }

    // After everything that has left was shipped from its hold: a hold given back first would have nothing to ship.
    private async Task<bool> GiveBackAsync(Order order, CommandContext context)
    {
        foreach (var hold in order.GivenUp)
        {
            if (_givenBack?.Contains(hold.Hold) == true)
            {
                continue;
            }

            var line = order.Lines.First(known => known.Line.Line == hold.Line);
            foreach (var part in LineHolds.Of(line.Line.Sku, line.Line.Kit, new(hold.Node, Quantity.Zero, hold.Hold)))
            {
                var release = new ReleaseHold(context.Step($"give-back-{part.Hold}"), part.Hold);
                var outcome = await OrderSourcing.AskAsync(
                    () => sourcing.PositionOf(part.Sku, part.Node).Release(release));
                if (outcome.Answer is not (PositionAnswer.Done or PositionAnswer.UnknownHold))
                {
                    return false;
                }
            }

            (_givenBack ??= []).Add(hold.Hold);
        }

        return true;
    }
}
