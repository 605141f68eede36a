namespace OrderGrid.Gateway.Http;

/// <summary>Who decides something and why, as they say so: kept in the journal.</summary>
/// <param name="Actor">1 to 100 characters.</param>
/// <param name="Reason">1 to 200 characters.</param>
internal sealed record Operator(string Actor, string Reason)
{
    /// <summary>Header that says who.</summary>
    public const string ActorHeader = "X-Actor";

    /// <summary>Header that says why.</summary>
    public const string ReasonHeader = "X-Reason";

    private const int MaxActor = 100;
    private const int MaxReason = 200;

    /// <summary>Reads the headers.</summary>
    public static Operator Of(HttpRequest request) =>
        new(Read(request, ActorHeader, MaxActor), Read(request, ReasonHeader, MaxReason));

    private static string Read(HttpRequest request, string name, int longest)
    {
        var text = request.Headers[name].ToString().Trim();
        return text.Length >= 1 && text.Length <= longest && !text.Any(char.IsControl)
            ? text
            : throw new RequestFaultException(new RequestFault(
                Refusals.ReasonMissing, $"Send {name} with 1 to {longest} characters: it is kept in the journal."));
    }
}
