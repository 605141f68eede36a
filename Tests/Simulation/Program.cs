using OrderGrid.Simulated;

return await new SimulateCommand().Parse(args).InvokeAsync();
