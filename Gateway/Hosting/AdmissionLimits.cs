namespace OrderGrid.Gateway.Hosting;

/// <summary>How much work a gateway takes in at a time, and how it is shared out.</summary>
public sealed record AdmissionLimits
{
    /// <summary>Most submissions that are worked on at the same time. 1 to 100,000; default 2,048.</summary>
    public int MaxInFlight { get; init; } = 2_048;

    /// <summary>Most submissions that wait for one of these places. 0 to 100,000; default 1,024.</summary>
    public int MaxWaiting { get; init; } = 1_024;

    /// <summary>How long one waits before it is refused. Default 1 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Share of both that one channel may take, in percent, when its configuration says nothing else. 1 to 100;
    /// default 50.
    /// </summary>
    public int ChannelPercent { get; init; } = 50;

    /// <summary>
    /// Share of the places that orders for one item may take, in percent; of these a channel may take its own share.
    /// 1 to 100; default 50.
    /// </summary>
    public int ItemPercent { get; init; } = 50;

    /// <summary>Load of the journal from which nothing more is taken in. Default 0.75.</summary>
    public double JournalLoad { get; init; } = 0.75;

    /// <summary>So many percent of a number, at least one.</summary>
    public static int Share(int number, int percent) => Math.Max(1, (int)((long)number * percent / 100));
}
