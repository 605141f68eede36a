using System.CommandLine;
using OrderGrid.Load.Bench;
using OrderGrid.Load.Samples;

var root = new RootCommand("Tools around an OrderGrid: sample data, demo, benchmarks.")
{
    new SamplesCommand(),
    new BenchCommand(),
};
return await root.Parse(args).InvokeAsync();
