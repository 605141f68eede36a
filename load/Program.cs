using System.CommandLine;
using OrderGrid.Load.Bench;
using OrderGrid.Load.Demo;
using OrderGrid.Load.Samples;

var root = new RootCommand("Tools around an OrderGrid: sample data, demo, benchmarks.")
{
    new SamplesCommand(),
    new BenchCommand(),
    new DemoCommand(),
};
return await root.Parse(args).InvokeAsync();
