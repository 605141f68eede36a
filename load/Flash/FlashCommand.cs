using System.CommandLine;
using System.Globalization;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Flash;

/// <summary><c>flash</c>: a flash sale against a grid of its own, and an audit after it.</summary>
internal sealed class FlashCommand : LandscapeCommand
{
    private const double MostPerSecond = 100_000;
    private const int MostSeconds = 3_600;
    private const int MostArrivals = 5_000_000;

    private static readonly (string Word, FlashScenario Scenario)[] Words =
    [
        ("hot", FlashScenario.Hot), ("spread", FlashScenario.Spread), ("mixed", FlashScenario.Mixed),
        ("erp-down", FlashScenario.ErpDown), ("greedy", FlashScenario.Greedy),
    ];

    private readonly Argument<string> _scenario = new("scenario")
    {
        Description = "hot: one SKU, ten buyers a piece; spread: 10,000 SKUs; mixed: with ten reads per order; "
            + "erp-down: the ERP is away during the peak; greedy: a channel at five times its share.",
        DefaultValueFactory = _ => Words[0].Word,
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Orders per second of the plateau (greedy: of a channel's share). Default: by scenario.",
    };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long arrivals come.",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<double> _spike = new("--spike")
    {
        Description = "How many times the plateau the spike in its middle is; 1 for none.",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<string> _arrivals = new("--arrivals")
    {
        Description = "poisson: independent, as buyers are; even: at equal distances.",
        DefaultValueFactory = _ => "poisson",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Of arrivals and baskets.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "Most requests in flight, a connection each.",
        DefaultValueFactory = _ => 512,
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Path of the page. Default: .data/reports/flash-<scenario>.html",
    };

    public FlashCommand() : base("flash", "Sells in a rush, at a rate that no answer slows down, and audits it.")
    {
        _scenario.AcceptOnlyFromAmong([.. Words.Select(word => word.Word)]);
        _arrivals.AcceptOnlyFromAmong("poisson", "even");
        Limit(_rate, 1, MostPerSecond);
        Limit(_seconds, 1, MostSeconds);
        Limit(_spike, 1, 100);
        Limit(_connections, 1, 4_096);
        Arguments.Add(_scenario);
        Options.Add(_rate);
        Options.Add(_seconds);
        Options.Add(_spike);
        Options.Add(_arrivals);
        Options.Add(_seed);
        Options.Add(_connections);
        Options.Add(_report);
        SetAction((parsed, cancellation) => RunAsync(
            programs => SellAsync(Read(parsed), programs, cancellation), cancellation));
    }

    /// <summary>What the arguments ask for; they have been found without fault.</summary>
    public FlashSettings Read(ParseResult parsed)
    {
        var word = parsed.GetValue(_scenario)!;
        var scenario = Array.Find(Words, known => known.Word == word).Scenario;
        return new(
            scenario,
            parsed.GetValue(_rate) ?? FlashSettings.UsualRate(scenario),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_seed),
            Path.GetFullPath(parsed.GetValue(_report) ?? Path.Combine(".data", "reports", $"flash-{word}.html")))
        {
            Spike = parsed.GetValue(_spike),
            Pattern = parsed.GetValue(_arrivals) == "even" ? ArrivalPattern.Even : ArrivalPattern.Poisson,
            Connections = parsed.GetValue(_connections),
        };
    }

    // What is no number at all is refused by the option itself.
    private static void Limit(Option option, double least, double most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0
            && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
            && !(value >= least && value <= most))
        {
            result.AddError(FormattableString.Invariant($"{option.Name} is {least:0} to {most:0}."));
        }
    });

    private static async Task<int> SellAsync(
        FlashSettings settings, LandscapePrograms programs, CancellationToken cancellation)
    {
        if (settings.Rate * settings.Length.TotalSeconds * settings.Spike > MostArrivals)
        {
            throw new LoadException("That is too much for one run: lower --rate, --seconds or --spike.");
        }

        var voice = new FlashVoice(Console.Out, Console.IsOutputRedirected ? null : Console.WindowWidth);
        var result = await new FlashRun(settings, programs, voice, TimeProvider.System).RunAsync(cancellation);
        FlashTable.Write(MakeConsole(), result);
        await File.WriteAllTextAsync(settings.Report, FlashPage.Render(result), cancellation);
        voice.Say($"The same with charts: {Path.GetRelativePath(Environment.CurrentDirectory, settings.Report)}");
        return result.Kept ? 0 : 1;
    }
}
