using System.Collections.Immutable;
using System.Text.Json;

namespace OrderGrid.Load.Demo;

/// <summary>Reads what the grid says to a document.</summary>
internal static class SubmitReply
{
    private const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>
    /// One answer per order of the document; null when one of them asks for the document to be sent again.
    /// </summary>
    public static ImmutableArray<OrderAnswer>? Read(Submission document, HttpResponseMessage reply, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        if (!root.TryGetProperty("orders", out var orders))
        {
            var replayed = reply.Headers.Contains(ReplayedHeader);
            return [Read($"{document.Channel}/{document.Orders[0]}", (int)reply.StatusCode, replayed, root)];
        }

        var answers = ImmutableArray.CreateBuilder<OrderAnswer>();
        foreach (var (number, answer) in document.Orders.Zip(orders.EnumerateArray()))
        {
            var status = answer.GetProperty("status").GetInt32();
            if (status >= 500)
            {
                return null;
            }

            var problem = answer.TryGetProperty("problem", out var found) ? found : default;
            answers.Add(Read($"{document.Channel}/{number}", status, replayed: false, problem));
        }

        return answers.ToImmutable();
    }

    private static OrderAnswer Read(string order, int status, bool replayed, JsonElement problem) =>
        status is 200 or 201
            ? new(order, Accepted: true, Repeated: status == 200 || replayed, null, [])
            : new(order, Accepted: false, Repeated: false, problem.GetProperty("code").GetString(), Lines(problem));

    private static ImmutableArray<string> Lines(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("code").GetString()!)]
            : [];
}
