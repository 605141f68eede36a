using System.CommandLine;

namespace OrderGrid.Load.Samples;

/// <summary><c>samples --seed N --out DIR</c>: writes the sample files.</summary>
internal sealed class SamplesCommand : Command
{
    private const int DefaultSeed = 1;

    public SamplesCommand() : base("samples", "Writes the sample catalogue, listings, stock and a day of orders.")
    {
        var seed = new Option<int>("--seed")
        {
            Description = "Seed; the same seed writes the same bytes.",
            DefaultValueFactory = _ => DefaultSeed,
        };
        var directory = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder to write to; made when missing.",
            Required = true,
        };
        Options.Add(seed);
        Options.Add(directory);
        SetAction(result =>
        {
            var target = result.GetRequiredValue(directory);
            var files = new SampleFiles(result.GetValue(seed)).Generate();
            foreach (var (path, content) in files)
            {
                var file = new FileInfo(Path.Combine(target.FullName, path));
                file.Directory!.Create();
                File.WriteAllText(file.FullName, content);
            }

            result.InvocationConfiguration.Output.WriteLine($"{files.Count} files written to {target.FullName}.");
        });
    }
}
