using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>What a canonical body must be beyond its types, and how refusals point into it.</summary>
internal static class CanonicalOrder
{
    private const int MaxName = 200;
    private const int MaxStreet = 200;
    private const int MaxCity = 100;
    private const int MaxRegion = 100;
    private const int MaxPostalCode = 20;
    private const int MaxCountry = 60;

    /// <summary>The first member that is out of its range; null when all are in.</summary>
    public static RequestFault? FindFault(ChannelOrder order) =>
        FindTextFault("name", order.ShipTo.Name, MaxName)
        ?? FindTextFault("street", order.ShipTo.Street, MaxStreet)
        ?? FindTextFault("city", order.ShipTo.City, MaxCity)
        ?? FindTextFault("region", order.ShipTo.Region ?? "-", MaxRegion)
        ?? FindTextFault("postalCode", order.ShipTo.PostalCode ?? "-", MaxPostalCode)
        ?? FindTextFault("country", order.ShipTo.Country, MaxCountry)
        ?? FindLineFault(order.Lines);

    /// <summary>A refused order's fault, pointing at lines of the canonical body where there is one.</summary>
    public static RequestFault FaultOf(Refusal refusal, SubmitOutcome outcome, ChannelOrder? order) => new(
        refusal,
        outcome.Detail ?? refusal.Title,
        [.. outcome.Refusals.Select(line => new ProblemError(
            Pointer(order, line), line.Reason.ToString(), line.Detail, line.Line))]);

    private static string? Pointer(ChannelOrder? order, LineRefusal refused)
    {
        if (order is null)
        {
            return null;
        }

        // Of two lines with one number it is the second that is one too many.
        var numbers = order.Lines.Select(line => line.Line).ToList();
        var index = refused.Reason == LineRefusalReason.DuplicateLine
            ? numbers.LastIndexOf(refused.Line)
            : numbers.IndexOf(refused.Line);
        return $"/lines/{index}";
    }

    private static RequestFault? FindTextFault(string member, string text, int longest) =>
        text.Length >= 1 && text.Length <= longest && !HasControl(text)
            ? null
            : RequestFault.At(
                $"/shipTo/{member}", $"1 to {longest} characters without control characters are expected.");

    private static bool HasControl(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    private static RequestFault? FindLineFault(ImmutableArray<ChannelOrderLine> lines)
    {
        if (lines.Length is 0 or > OrderLimits.MaxLines)
        {
            return RequestFault.At(
                "/lines", $"1 to {OrderLimits.MaxLines} lines are expected; here are {lines.Length}.");
        }

        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index] is null or { Line: < 1 })
            {
                return RequestFault.At($"/lines/{index}/line", "A line's number is 1 or more.");
            }
        }

        return null;
    }
}
