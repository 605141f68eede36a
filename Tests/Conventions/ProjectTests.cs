using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace OrderGrid.Conventions;

/// <summary>Which project may know which, and where package versions live.</summary>
public sealed class ProjectTests
{
    private static readonly string[] Everything =
        ["Embedded", "Grains.Abstractions", "Grains", "Silo", "Gateway", "Sandbox", "Tests", "load", "Simulation"];

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Embedded"] = [],
        ["Sandbox"] = [],
        ["Grains.Abstractions"] = ["Embedded"],
        ["Grains"] = ["Grains.Abstractions"],
        ["Silo"] = ["Grains"],
        ["Gateway"] = ["Grains.Abstractions", "Silo"],
        ["load"] = ["Grains.Abstractions", "Silo"],
        ["Tests"] = Everything,
        ["Simulation"] = Everything,
    };

    private static readonly Regex Exact = new(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$", RegexOptions.CultureInvariant);

    private static IEnumerable<SourceFile> Projects => Repository.Files.Where(file => IsProject(file.Path));

    [Fact]
    public void Projects_reference_only_what_the_architecture_allows() =>
        Projects.SelectMany(ForbiddenReferences).ShouldBeEmpty();

    [Fact]
    public void A_grain_project_that_knows_the_gateway_is_found() =>
        ForbiddenReferences(new SourceFile("Grains/Grains.csproj",
                "<Project><ItemGroup><ProjectReference Include=\"../Gateway/Gateway.csproj\" /></ItemGroup></Project>"))
            .ShouldHaveSingleItem();

    [Fact]
    public void Package_versions_live_in_one_file_only() =>
        Projects.SelectMany(OwnVersions).ShouldBeEmpty();

    [Fact]
    public void A_project_with_a_version_of_its_own_is_found() =>
        OwnVersions(new SourceFile("Grains/Grains.csproj",
                "<Project><ItemGroup><PackageReference Include=\"Npgsql\" Version=\"9.0.0\" /></ItemGroup></Project>"))
            .ShouldHaveSingleItem();

    [Fact]
    public void Package_versions_are_exact() =>
        InexactVersions(Repository.File("Directory.Packages.props")).ShouldBeEmpty();

    [Fact]
    public void A_floating_version_is_found() =>
        InexactVersions(new SourceFile("Directory.Packages.props",
                "<Project><ItemGroup><PackageVersion Include=\"Npgsql\" Version=\"9.*\" /></ItemGroup></Project>"))
            .ShouldHaveSingleItem();

    [Fact]
    public void Every_package_used_is_listed_centrally()
    {
        var listed = Elements(Repository.File("Directory.Packages.props"), "PackageVersion")
            .Select(Include).ToHashSet(StringComparer.Ordinal);

        Projects.SelectMany(file => Elements(file, "PackageReference")).Select(Include)
            .Where(name => !listed.Contains(name))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Embedded_builds_are_locked_and_Orleans_builds_are_not()
    {
        foreach (var project in Projects)
        {
            var lockFiles = Directory
                .EnumerateFiles(Path.Combine([Repository.Root, .. project.Folders]), "packages*.lock.json")
                .Select(Path.GetFileName);
            lockFiles.ShouldBe(["packages.Embedded.lock.json"], project.Path);
        }
    }

    [Fact]
    public void Undocumented_contracts_stay_errors()
    {
        Repository.File("Grains.Abstractions/Grains.Abstractions.csproj").Text
            .ShouldContain("<GenerateDocumentationFile>true</GenerateDocumentationFile>");
        Repository.Files.Where(file => !file.IsCSharp && SilencesDocumentation(file.Text)).ShouldBeEmpty();
    }

    [Fact]
    public void A_silenced_documentation_warning_is_found()
    {
        SilencesDocumentation("<NoWarn>$(NoWarn);CS1591</NoWarn>").ShouldBeTrue();
        SilencesDocumentation("dotnet_diagnostic.CS1591.severity = none").ShouldBeTrue();
    }

    [Fact]
    public void Warnings_are_errors_everywhere()
    {
        Repository.File("Directory.Build.props").Text
            .ShouldContain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        Projects.Where(file => file.Text.Contains("TreatWarningsAsErrors", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Build_settings_stay_few()
    {
        Repository.File("Directory.Build.props").Lines.Length.ShouldBeLessThanOrEqualTo(40);
        Settings(Repository.File(".editorconfig").Text).ShouldBeLessThanOrEqualTo(60);
    }

    [Fact]
    public void Settings_are_counted_without_sections_and_comments() =>
        Settings("root = true\n[*.cs]\n# why\ndotnet_x = y\n").ShouldBe(2);

    [Fact]
    public void Pragmas_are_rarer_than_one_in_a_thousand_lines()
    {
        var lines = Repository.CSharp.Sum(file => file.Lines.Length);
        var pragmas = Repository.CSharp.Sum(Pragmas);

        pragmas.ShouldBeLessThanOrEqualTo(lines / 1000);
    }

    [Fact]
    public void Pragmas_are_counted_outside_of_strings() =>
        Pragmas(new SourceFile("A.cs", "#pragma warning disable X // why\n#pragma warning restore X\n")).ShouldBe(1);

    private static int Pragmas(SourceFile file) =>
        file.Directives<Microsoft.CodeAnalysis.CSharp.Syntax.PragmaWarningDirectiveTriviaSyntax>()
            .Count(pragma => pragma.DisableOrRestoreKeyword.Text == "disable");

    private static int Settings(string text) =>
        text.Split('\n').Count(line => Regex.IsMatch(line, @"^\s*[\w.]+\s*="));

    private static bool SilencesDocumentation(string text) =>
        text.Split('\n').Any(line => line.Contains("1591", StringComparison.Ordinal)
            && (line.Contains("NoWarn", StringComparison.Ordinal)
                || line.Contains("severity", StringComparison.Ordinal)));

    private static IEnumerable<string> ForbiddenReferences(SourceFile project) =>
        from reference in Elements(project, "ProjectReference").Select(Include)
        let name = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))
        let owner = Path.GetFileNameWithoutExtension(project.Path)
        where !MayReference.TryGetValue(owner, out var allowed) || !allowed.Contains(name)
        select $"{project.Path} references {name}, which docs/architecture.md does not allow.";

    private static IEnumerable<string> OwnVersions(SourceFile project) =>
        Elements(project, "PackageReference")
            .Where(item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null)
            .Select(item => $"{project.Path} sets a version of {Include(item)}: move it to Directory.Packages.props.");

    private static IEnumerable<string> InexactVersions(SourceFile file) =>
        Elements(file, "PackageVersion")
            .Where(item => !Exact.IsMatch(item.Attribute("Version")?.Value ?? ""))
            .Select(item => $"{Include(item)} has no exact version.");

    private static IEnumerable<XElement> Elements(SourceFile file, string name) =>
        XDocument.Parse(file.Text).Descendants(name);

    private static string Include(XElement element) => element.Attribute("Include")?.Value ?? "";

    private static bool IsProject(string path) => path.EndsWith(".csproj", StringComparison.Ordinal);
}
