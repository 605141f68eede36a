using System.Text.Json;
using OrderGrid.Hosting;

namespace OrderGrid.Tests.Hosting;

/// <summary>The configuration file: what is wrong in it is named, and what is written can be read.</summary>
public sealed class GridSettingsTests : IDisposable
{
    private const string Erp = """{"name":"erp","kind":"Erp","url":"http://127.0.0.1:1/erp","retry":RETRY}""";

    private readonly string _path = Path.GetTempFileName();

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""{"firstSeconds":0,"longestSeconds":1,"totalHours":72}""")]
    [InlineData("""{"firstSeconds":2,"longestSeconds":1,"totalHours":72}""")]
    [InlineData("""{"firstSeconds":1,"longestSeconds":1,"totalHours":0}""")]
    [InlineData("""{"firstSeconds":1,"longestSeconds":1,"totalHours":721}""")]
    public void A_retry_that_would_have_no_end_is_refused_by_name(string retry)
    {
        Write(Connectors(Erp.Replace("RETRY", retry, StringComparison.Ordinal)));

        Should.Throw<GridConfigurationException>(Load).Message.ShouldContain("connector 'erp' retries");
    }

    [Fact]
    public void Retries_at_the_limits_are_possible_and_are_written_without_what_follows_from_them()
    {
        const string retry = """{"firstSeconds":0.1,"longestSeconds":0.1,"totalHours":720}""";
        Write(Connectors(Erp.Replace("RETRY", retry, StringComparison.Ordinal)));

        var written = JsonSerializer.Serialize(Load(), GridSettingsJson.Default.GridSettings);

        written.ShouldNotContain("schedule");
        Write(written);
        Load().Connectors.ShouldHaveSingleItem().Retry.ShouldBe(new RetrySettings(0.1, 0.1, 720));
    }

    [Theory]
    [InlineData("""{"name":"w","kind":"Wms","url":"http://127.0.0.1:1/"}""", "names no known node")]
    [InlineData("""{"name":"w","kind":"Wms","node":"X","url":"http://127.0.0.1:1/"}""", "names no known node")]
    [InlineData("""{"name":"a","kind":"Erp","url":"http://x/"},{"name":"a","kind":"Erp","url":"http://y/"}""", "twice")]
    [InlineData("""{"name":"a","kind":"Erp","url":"http://x/","colour":"red"}""", "cannot be read")]
    public void What_is_wrong_with_a_connector_is_named(string connectors, string expected)
    {
        Write(Connectors(connectors));

        Should.Throw<GridConfigurationException>(Load).Message.ShouldContain(expected);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var missing = _path + ".missing";

        Should.Throw<GridConfigurationException>(() => GridSettings.Load(missing)).Message.ShouldContain(missing);
    }

    private static string Connectors(string connectors) =>
        $$"""{"nodes":["BER"],"connectors":[{{connectors}}],"partners":[]}""";

    private GridSettings Load() => GridSettings.Load(_path);

    private void Write(string content) => File.WriteAllText(_path, content);
}
