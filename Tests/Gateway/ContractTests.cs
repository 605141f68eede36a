using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class ContractTests(GatewayFixture fixture)
{
    private const string WriteVariable = "ORDERGRID_WRITE_CONTRACT";

    [Fact]
    public async Task The_committed_contract_is_the_one_that_is_served()
    {
        var served = await fixture.Peer.GetAsync("/openapi/v1.json");
        var path = Path.Combine(Root(), "docs", "openapi", "v1.json");
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(path, served.Text + "\n", TestContext.Current.CancellationToken);
        }

        served.Status.ShouldBe(HttpStatusCode.OK);
        var committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        served.Text.Trim().ShouldBe(committed.Trim(), $"Set {WriteVariable}=1, run this test and review the change.");
    }

    [Fact]
    public async Task Every_operation_names_its_problems()
    {
        var contract = (await fixture.Peer.GetAsync("/openapi/v1.json")).Body;

        contract.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var operations = contract.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject()).ToList();
        operations.Count.ShouldBe(29);
        operations.ShouldAllBe(operation => IsProblem(operation.Value.GetProperty("responses"), "500"));
    }

    private static bool IsProblem(JsonElement responses, string status) =>
        responses.TryGetProperty(status, out var response)
        && response.GetProperty("content").TryGetProperty("application/problem+json", out _);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderGrid.sln")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        return folder.FullName;
    }
}
