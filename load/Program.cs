using System.CommandLine;
using OrderGrid.Load.Bench;
using OrderGrid.Load.Demo;
using OrderGrid.Load.Flash;
using OrderGrid.Load.Samples;

var root = new RootCommand("Tools around an OrderGrid: sample data, demo, flash sales, benchmarks.")
{
    new SamplesCommand(),
    new BenchCommand(),
    new DemoCommand(),
    new FlashCommand(),
};

// A demo ends the processes it has started before it ends itself; they finish what they are doing first.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await root.Parse(args).InvokeAsync(configuration);
