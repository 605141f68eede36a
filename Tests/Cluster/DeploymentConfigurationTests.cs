using OrderGrid.Conventions;
using OrderGrid.Hosting;

namespace OrderGrid.Tests.Cluster;

/// <summary>The configuration that docker-compose.yml mounts.</summary>
public sealed class DeploymentConfigurationTests
{
    private static readonly GridSettings Settings =
        GridSettings.Load(Path.Combine(Repository.Root, "deploy", "grid.json"));

    [Fact]
    public void The_deployment_connects_an_ERP_and_a_warehouse_per_node() =>
        Settings.Connectors.Select(connector => (connector.Kind, connector.Node?.Value)).ShouldBe(
            [(ConnectorKind.Erp, null), .. Settings.Nodes.Select(node => (ConnectorKind.Wms, (string?)node.Value))]);

    [Fact]
    public void Every_warehouse_of_the_deployment_may_report_for_its_own_node_only() =>
        Settings.Partners.Where(partner => partner.Node is not null)
            .Select(partner => partner.Partner.Value)
            .ShouldBe(Settings.Nodes.Select(node => $"wms-{node}"));

    [Fact]
    public void The_deployments_configuration_holds_no_secret() =>
        Settings.Partners.SelectMany(partner => partner.Secrets)
            .ShouldAllBe(secret => secret.StartsWith("env:", StringComparison.Ordinal));
}
