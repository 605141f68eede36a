namespace OrderGrid.Load.Landscape;

/// <summary>What a run starts, and where its journal is kept.</summary>
/// <param name="Postgres">Connection string of an empty database.</param>
/// <param name="Gateway">The node's assembly.</param>
/// <param name="Sandbox">The sandbox's assembly.</param>
internal sealed record LandscapePrograms(string Postgres, string Gateway, string Sandbox);
