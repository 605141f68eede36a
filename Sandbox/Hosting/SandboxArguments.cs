using System.Text.Json;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>The command line: a configuration file, overridden by single options.</summary>
public static class SandboxArguments
{
    /// <summary>Environment variable with the secret of callbacks and webhooks.</summary>
    public const string SecretVariable = "SANDBOX_SECRET";

    /// <summary>What the program prints when it is called wrongly.</summary>
    public const string Usage =
        "OrderGrid.Sandbox [--urls URL] [--grid-url URL] [--config FILE.json] [--ledger-dir DIR] [--seed N]";

    /// <summary>Reads the arguments; null options come with what is wrong.</summary>
    public static (SandboxOptions? Options, string? Problem) Read(IReadOnlyList<string> arguments, string? secret)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var given = new Dictionary<string, string>();
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (arguments[index] is not ("--urls" or "--grid-url" or "--config" or "--ledger-dir" or "--seed"))
            {
                return (null, $"'{arguments[index]}' is not an option.");
            }

            if (index + 1 == arguments.Count)
            {
                return (null, $"{arguments[index]} needs a value.");
            }

            given[arguments[index]] = arguments[index + 1];
        }

        try
        {
            var options = given.TryGetValue("--config", out var file) ? ReadFile(file) : new SandboxOptions();
            return (Override(secret is null ? options : options with { Secret = secret }, given), null);
        }
        catch (Exception failure) when (failure is IOException or JsonException or FormatException)
        {
            return (null, failure.Message);
        }
    }

    private static SandboxOptions ReadFile(string file)
    {
        var options = JsonSerializer.Deserialize<SandboxOptions>(File.ReadAllText(file), SandboxJson.Options)
            ?? throw new FormatException($"{file} is empty.");
        var problem = options.Faults.Values.Select(script => script.Problem()).FirstOrDefault(text => text is not null);
        return problem is null ? options : throw new FormatException($"{file}: {problem}");
    }

    private static SandboxOptions Override(SandboxOptions options, Dictionary<string, string> given) => options with
    {
        Urls = given.GetValueOrDefault("--urls", options.Urls),
        GridUrl = given.TryGetValue("--grid-url", out var grid) ? new Uri(grid, UriKind.Absolute) : options.GridUrl,
        LedgerDirectory = given.GetValueOrDefault("--ledger-dir", options.LedgerDirectory!),
        Seed = given.TryGetValue("--seed", out var seed)
            ? long.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)
            : options.Seed,
    };
}
