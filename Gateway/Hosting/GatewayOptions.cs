using System.Globalization;
using OrderGrid.Hosting;

namespace OrderGrid.Gateway.Hosting;

/// <summary>How a gateway serves HTTP.</summary>
/// <param name="Http">Where channels and partners call.</param>
/// <param name="AdminHttp">Where operators call.</param>
/// <param name="Drain">Time between saying "not ready" and taking no more connections, when stopping.</param>
/// <param name="ChannelRate">How much one channel may ask.</param>
public sealed record GatewayOptions(
    ListenAddress Http, ListenAddress AdminHttp, TimeSpan Drain, ChannelRate ChannelRate)
{
    /// <summary>How much work is taken in at a time.</summary>
    public AdmissionLimits Admission { get; init; } = new();

    /// <summary>Environment variable of <see cref="AdminHttp"/>.</summary>
    public const string AdminVariable = "ORDERGRID_ADMIN_HTTP";

    /// <summary>Environment variable of <see cref="Drain"/>, in whole seconds.</summary>
    public const string DrainVariable = "ORDERGRID_DRAIN_SECONDS";

    /// <summary>Environment variable of the requests per second that one channel may make.</summary>
    public const string RateVariable = "ORDERGRID_CHANNEL_RATE";

    /// <summary>Environment variable of <see cref="AdmissionLimits.MaxInFlight"/>.</summary>
    public const string InFlightVariable = "ORDERGRID_MAX_IN_FLIGHT";

    private const int MostInFlight = 100_000;
    private const int DefaultInFlight = 2_048;
    private const int MaxDrainSeconds = 300;
    private const int DefaultDrainSeconds = 5;
    private const int MaxRate = 1_000_000;
    private const int DefaultRate = 20_000;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="GridConfigurationException">A value is wrong; the message says which.</exception>
    public static GatewayOptions Read() => new(
        ListenAddress.Read(ListenAddress.Variable, "http://127.0.0.1:8080"),
        ListenAddress.Read(AdminVariable, "http://127.0.0.1:8081"),
        TimeSpan.FromSeconds(Number(DrainVariable, 0, MaxDrainSeconds, DefaultDrainSeconds)),
        new ChannelRate(Number(RateVariable, 1, MaxRate, DefaultRate), TimeSpan.FromSeconds(1)))
    {
        Admission = Admit(Number(InFlightVariable, 1, MostInFlight, DefaultInFlight)),
    };

    // As many again may wait as half of those that are worked on.
    private static AdmissionLimits Admit(int places) => new() { MaxInFlight = places, MaxWaiting = places / 2 };

    private static string? Value(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;

    private static int Number(string variable, int least, int most, int otherwise) => Value(variable) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most => number,
        var text => throw new GridConfigurationException(
            $"{variable} is '{text}'; a whole number of {least} to {most} is expected."),
    };
}

/// <summary>A token bucket: so many requests at once, and as many again per window.</summary>
/// <param name="Permits">1 to 1,000,000.</param>
/// <param name="Window">When the bucket is full again.</param>
public sealed record ChannelRate(int Permits, TimeSpan Window);
