namespace OrderGrid.Conventions;

/// <summary>The checked-out files that the rules look at.</summary>
public static class Repository
{
    private static readonly string[] Skipped =
        ["artifacts", ".data", ".git", ".vs", "bin", "obj", "node_modules", "TestResults", "samples"];

    private static readonly string[] Texts =
        [".cs", ".csproj", ".props", ".targets", ".md", ".sh", ".yml", ".yaml", ".cfg", ".conf", ".sql", ".example"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Paths(Root).Order(StringComparer.Ordinal).Select(path => SourceFile.Read(Root, path))];

    public static IEnumerable<SourceFile> CSharp => Files.Where(file => file.IsCSharp);

    public static SourceFile File(string path) =>
        Files.SingleOrDefault(file => file.Path == path)
        ?? throw new FileNotFoundException($"{path} is expected in the repository.");

    private static IEnumerable<string> Paths(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (Texts.Contains(System.IO.Path.GetExtension(path)) || IsScript(path))
            {
                yield return System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/');
            }
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (!Skipped.Contains(System.IO.Path.GetFileName(inner)))
            {
                foreach (var path in Paths(inner))
                {
                    yield return path;
                }
            }
        }
    }

    private static bool IsScript(string path) =>
        System.IO.Path.GetFileName(path) is "grid" or "run" or "Dockerfile" or ".editorconfig";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "OrderGrid.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No OrderGrid.sln above {AppContext.BaseDirectory}.");
    }
}
