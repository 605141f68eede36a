namespace OrderGrid.Delivery;

/// <summary>Named limits of delivery inside one silo.</summary>
public static class LaneOptions
{
    /// <summary>Most subjects one lane works on at the same time.</summary>
    public const int MaxInFlightPerLane = 16;

    /// <summary>Feed pumps of the grid; each reads 64 / this many partitions.</summary>
    public const int Pumps = 4;
}

/// <summary>The random source of lanes' jitter: injected, so that a simulation can decide it.</summary>
public sealed class LaneDice(Func<double> next)
{
    /// <summary>A number of 0 up to 1.</summary>
    public double Next() => next();
}
