using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Flash;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>What <c>flash</c> may be asked for.</summary>
public sealed class FlashCommandTests
{
    private readonly FlashCommand _command = new();

    [Theory]
    [InlineData("lukewarm", "lukewarm")]
    [InlineData("hot --rate 0", "--rate is 1 to")]
    [InlineData("hot --rate many", "many")]
    [InlineData("hot --rate NaN", "--rate is 1 to")]
    [InlineData("hot --seconds 0", "--seconds is 1 to 3600.")]
    [InlineData("hot --seconds 86400", "--seconds is 1 to 3600.")]
    [InlineData("hot --spike 0.5", "--spike is 1 to 100.")]
    [InlineData("hot --connections 100000", "--connections is 1 to 4096.")]
    [InlineData("hot --arrivals sometimes", "sometimes")]
    public void A_wrong_argument_is_named_with_what_is_right(string arguments, string told)
    {
        var parsed = _command.Parse(arguments);

        string.Join('\n', parsed.Errors.Select(error => error.Message)).ShouldContain(told);
    }

    [Fact]
    public void Without_arguments_a_hot_sale_is_held_at_its_usual_rate()
    {
        var settings = _command.Read(_command.Parse(""));

        settings.Scenario.ShouldBe(FlashScenario.Hot);
        settings.Rate.ShouldBe(FlashSettings.UsualRate(FlashScenario.Hot));
        settings.Report.ShouldEndWith("flash-hot.html");
    }

    [Fact]
    public void Every_argument_is_heard()
    {
        var settings = _command.Read(_command.Parse(
            "erp-down --rate 50 --seconds 7 --spike 3 --arrivals even --seed 9 --connections 64 "
            + "--report here/it.html"));

        settings.ShouldBe(new FlashSettings(
            FlashScenario.ErpDown, 50, TimeSpan.FromSeconds(7), 9, Path.GetFullPath("here/it.html"))
        {
            Spike = 3,
            Pattern = ArrivalPattern.Even,
            Connections = 64,
        });
    }
}
