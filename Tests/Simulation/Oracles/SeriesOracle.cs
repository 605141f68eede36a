using System.Text.RegularExpressions;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// I9: of a series, the holds that attempts at one line of one order take at one position, the order never has two: an
/// attempt goes on with what an earlier one left.
/// </summary>
internal static partial class SeriesOracle
{
    public static IEnumerable<string> Judge(JournalScan scan) =>
        scan.Positions.SelectMany(position => Judge(position.Key, position.Value));

    private static IEnumerable<string> Judge(PositionKey key, IReadOnlyList<JournalRecord> records)
    {
        var holds = new Dictionary<HoldId, Member>();
        foreach (var record in records)
        {
            foreach (var happening in record.Events)
            {
                // The clock that says how long a hold still lasts is the position's own, which may be wrong.
                if (Apply(holds, PositionEvents.Format.Read(happening), happening.Time) is { } fault)
                {
                    yield return $"I9: {key} {fault}";
                }
            }
        }
    }

    private static string? Apply(Dictionary<HoldId, Member> holds, PositionEvent happening, DateTimeOffset at)
    {
        switch (happening)
        {
            case StockHeld { Order: not null } held when SeriesOf(held.Hold) is { } series:
                var placed = new Member(held.Holder, series, held.Quantity, held.ExpiresAt, HoldPhase.Pending)
                {
                    Buyer = held.Terms?.Buyer?.Buyer,
                };
                var earlier = holds.FirstOrDefault(hold => hold.Value.IsToBeGoneOnWith(placed, at));
                holds[held.Hold] = placed;
                return earlier.Value is null
                    ? null
                    : $"placed {held.Hold} of {held.Quantity} for {held.Holder}, which has {earlier.Key} of "
                        + $"{earlier.Value.Open}, {earlier.Value.Phase}.";
            case HoldExtended extended:
                Change(holds, extended.Hold, hold => hold with { ExpiresAt = extended.ExpiresAt });
                break;
            case HoldReleased released:
                Change(holds, released.Hold, hold => hold with { Phase = HoldPhase.Released });
                break;
            case HoldExpired expired:
                Change(holds, expired.Hold, hold => hold with { Phase = HoldPhase.Expired });
                break;
            case HoldCommitted committed when holds.TryGetValue(committed.Hold, out var final):
                var other = holds.FirstOrDefault(hold => hold.Value.IsFinal && hold.Value.IsBeside(final));
                Change(holds, committed.Hold, hold => hold with
                {
                    Open = committed.Quantity,
                    Phase = HoldPhase.Committed,
                });
                return other.Value is null
                    ? null
                    : $"committed {committed.Hold} for {final.Holder}, for whom {other.Key} is committed already.";
        }

        return null;
    }

    private static void Change(Dictionary<HoldId, Member> holds, HoldId id, Func<Member, Member> change)
    {
        if (holds.TryGetValue(id, out var hold))
        {
            holds[id] = change(hold);
        }
    }

    private static string? SeriesOf(HoldId hold) =>
        SeriesPattern().Match(hold.Value) is { Success: true } match ? match.Groups[1].Value : null;

    // A digest, the line, and from the second hold of the series on its number.
    [GeneratedRegex(@"^([0-9a-f]{24}-\d+)(\.\d+)?$")]
    private static partial Regex SeriesPattern();

    private sealed record Member(
        Holder Holder, string Series, Quantity Open, DateTimeOffset ExpiresAt, HoldPhase Phase)
    {
        // An order that is sent anew for somebody else goes on with nothing that was counted for the first one.
        public CustomerId? Buyer { get; init; }

        public bool IsFinal => Phase is HoldPhase.Committed or HoldPhase.Shipped;

        public bool IsBeside(Member other) => Holder == other.Holder && Series == other.Series;

        public bool IsToBeGoneOnWith(Member asked, DateTimeOffset now) => IsBeside(asked)
            && (IsFinal || (Phase == HoldPhase.Pending && Buyer == asked.Buyer
                && Open >= asked.Open && ExpiresAt - now > PositionLimits.LeastToResume));
    }
}
