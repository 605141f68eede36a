using OrderGrid.Journal;

namespace OrderGrid.Gateway.Http;

/// <summary>Versions as entity tags.</summary>
internal static class EntityTag
{
    public static string Of(StreamVersion version) => $"\"{version.Value}\"";

    public static bool Matches(HttpRequest request, string current) =>
        request.Headers.IfNoneMatch.Count > 0
        && request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || tag == current || tag == "W/" + current);
}
