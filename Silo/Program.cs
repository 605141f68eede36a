return await OrderGrid.Hosting.SiloProcess.RunAsync(args);
