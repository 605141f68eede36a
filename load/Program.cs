using System.CommandLine;
using OrderGrid.Load.Samples;

var root = new RootCommand("Tools around an OrderGrid: sample data, load, benchmarks.")
{
    new SamplesCommand(),
};
return await root.Parse(args).InvokeAsync();
