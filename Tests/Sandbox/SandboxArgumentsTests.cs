using OrderGrid.Sandbox.Hosting;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class SandboxArgumentsTests
{
    [Fact]
    public void The_command_line_overrides_the_configuration_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """
            {"urls":"http://127.0.0.1:1","seed":5,"erp":{"dedupe":false},
             "faults":{"wms":{"rules":[{"kind":"latency","delayMs":5}]}}}
            """);

        string[] arguments = ["--config", file, "--urls", "http://127.0.0.1:2"];
        var (options, problem) = SandboxArguments.Read(arguments, "whsec_AAAA");

        problem.ShouldBeNull();
        (options!.Urls, options.Seed, options.Erp.Dedupe, options.Secret)
            .ShouldBe(("http://127.0.0.1:2", 5L, false, "whsec_AAAA"));
        options.Faults["wms"].Rules.Length.ShouldBe(1);
        File.Delete(file);
    }

    [Theory]
    [InlineData("--no-such-option", "x")]
    [InlineData("--config", "/no/such/file.json")]
    [InlineData("--seed", "many")]
    [InlineData("--urls", null)]
    public void A_wrong_command_line_is_refused(string option, string? value)
    {
        var (options, problem) = SandboxArguments.Read(value is null ? [option] : [option, value], null);

        options.ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }
}
