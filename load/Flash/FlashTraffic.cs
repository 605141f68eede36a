using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OrderGrid.Load.Flash;

/// <summary>What each arrival asks for. The same plan and seed ask for the same.</summary>
internal sealed class FlashTraffic(FlashPlan plan)
{
    private const int ItemsPerRead = 5;

    private const string ShipTo =
        """
        "shipTo":{"name":"A. Buyer","street":"Long Street 12","city":"Town","postalCode":"12345","country":"DE"}
        """;

    /// <summary>Channel and number of an arrival's order.</summary>
    public string OrderOf(int arrival) =>
        string.Create(CultureInfo.InvariantCulture, $"{plan.Arrivals[arrival].Stream.Channel}/F-{arrival}");

    /// <summary>The SKUs an arrival wants a piece of, or wants to know about; each once.</summary>
    public ImmutableArray<string> SkusOf(int arrival)
    {
        var wanted = Math.Min(plan.Skus, plan.Arrivals[arrival].Stream.Reads ? ItemsPerRead : plan.Lines);
        var hash = Scramble((ulong)arrival + ((ulong)plan.Settings.Seed << 32));
        var first = (int)(hash % (ulong)plan.Skus);
        // Steps of one distance below the number of SKUs divided by the wanted ones never meet.
        var step = 1 + (int)((hash >> 40) % (ulong)Math.Max(1, (plan.Skus / wanted) - 1));
        return [.. Enumerable.Range(0, wanted).Select(index =>
            FlashPlan.Sku(plan.FirstSku + ((first + (index * step)) % plan.Skus)))];
    }

    /// <summary>The request's bytes.</summary>
    public byte[] RequestOf(int arrival)
    {
        var stream = plan.Arrivals[arrival].Stream;
        var skus = SkusOf(arrival);
        if (stream.Reads)
        {
            return Encoding.UTF8.GetBytes(
                $"GET /v1/channels/{stream.Channel}/availability?sku={string.Join(',', skus)} HTTP/1.1\r\n"
                + "Host: flash\r\n\r\n");
        }

        var lines = skus.Select((sku, index) => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"line":{{{index + 1}}},"sku":"{{{sku}}}","unit":"EA","quantity":1,
            "unitPrice":{"amount":"9.90","currency":"EUR"}}
            """));
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"customer\":\"C-{arrival}\",\"currency\":\"EUR\",{ShipTo},\"lines\":[{string.Join(',', lines)}]}}");
        return Encoding.UTF8.GetBytes(
            $"PUT /v1/channels/{OrderOf(arrival).Replace("/", "/orders/", StringComparison.Ordinal)} HTTP/1.1\r\n"
            + $"Host: flash\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static ulong Scramble(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
