using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace OrderGrid.Conventions;

/// <summary>What the compose file promises to operators.</summary>
public sealed class DeploymentTests
{
    private static readonly SourceFile Compose = Repository.File("docker-compose.yml");

    private static readonly Regex Secret =
        new(@"(PASSWORD|SECRET|TOKEN)\w*\s*[:=](?!\s*\$\{|\?)\s*\S", RegexOptions.IgnoreCase);

    [Fact]
    public void The_deployment_has_three_silos_two_gateways_and_what_they_need() =>
        Services(Compose).Keys.ShouldBe(
            ["postgres", "silo-1", "silo-2", "silo-3", "gateway-1", "gateway-2", "balancer", "sandbox"],
            ignoreOrder: true);

    [Fact]
    public void Every_service_tells_whether_it_is_healthy() =>
        Services(Compose).ShouldAllBe(service => service.Value.Contains("healthcheck:", StringComparison.Ordinal));

    [Fact]
    public void Silos_and_gateways_are_given_time_to_drain() =>
        Services(Compose).Where(service => service.Key.StartsWith("silo", StringComparison.Ordinal)
                || service.Key.StartsWith("gateway", StringComparison.Ordinal))
            .ShouldAllBe(service => Regex.IsMatch(service.Value, @"stop_grace_period: \d+s"));

    [Fact]
    public void Images_are_named_by_an_exact_version() =>
        Images(Compose).Concat(Images(Repository.File("deploy/Dockerfile")))
            .ShouldAllBe(image => Regex.IsMatch(image, @":\d+\.\d+[\w.-]*$"));

    [Fact]
    public void No_secret_is_written_into_the_deployment() =>
        Repository.Files.Where(file => file.IsUnder("deploy") || file.Path == Compose.Path)
            .SelectMany(file => file.Lines).Where(line => Secret.IsMatch(line)).ShouldBeEmpty();

    [Theory]
    [InlineData("      POSTGRES_PASSWORD: hunter2", true)]
    [InlineData("      POSTGRES_PASSWORD: ${ORDERGRID_POSTGRES_PASSWORD:?set it in .env}", false)]
    public void A_written_secret_is_found(string line, bool secret) =>
        Secret.IsMatch(line).ShouldBe(secret);

    [Fact]
    public void Every_required_variable_is_in_the_example()
    {
        var example = Repository.File(".env.example").Text;

        var required = Regex.Matches(Compose.Text, @"\$\{(\w+):\?").Select(match => match.Groups[1].Value).Distinct();

        required.ShouldAllBe(name => example.Contains(name + "=", StringComparison.Ordinal));
        required.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Docker_compose_accepts_the_file()
    {
        var stop = TestContext.Current.CancellationToken;
        var version = await RunAsync("docker", "compose version", stop);
        Assert.SkipUnless(version.Code == 0, "docker compose is not installed here");

        var result = await RunAsync("docker", "compose config -q", stop);

        result.Code.ShouldBe(0, result.Errors);
    }

    [Fact]
    public async Task A_program_that_fails_is_seen_to_fail()
    {
        var result = await RunAsync("sh", "-c false", TestContext.Current.CancellationToken);

        result.Code.ShouldBe(1);
    }

    private static Dictionary<string, string> Services(SourceFile compose)
    {
        var services = new Dictionary<string, string>(StringComparer.Ordinal);
        var section = compose.Text.Split("\nservices:\n")[1].Split("\nnetworks:")[0];
        var name = "";
        foreach (var line in section.Split('\n'))
        {
            var head = Regex.Match(line, @"^  ([\w-]+):\s*$");
            name = head.Success ? head.Groups[1].Value : name;
            services[name] = services.GetValueOrDefault(name) + line + "\n";
        }

        services.Remove("");
        return services;
    }

    private static IEnumerable<string> Images(SourceFile file) =>
        Regex.Matches(file.Text, @"(?m)^(?:\s*image:|FROM) (?!ordergrid|build\b|runtime\b)([^\s$]+)")
            .Select(match => match.Groups[1].Value);

    private static async Task<(int Code, string Errors)> RunAsync(
        string program, string arguments, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = Repository.Root,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["ORDERGRID_POSTGRES_PASSWORD"] = "x", ["ORDERGRID_SANDBOX_SECRET"] = "x" },
            })!;
            var errors = await process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, errors);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
