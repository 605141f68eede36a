namespace OrderGrid.Embedded;

/// <summary>
/// What can happen to messages between silos, and between clients and silos. All probabilities are from 0 to 1 and
/// may be changed during a run; all zero (the default) means a perfect network.
/// </summary>
public sealed class MessageFaults
{
    /// <summary>Probability that a request never arrives: its caller times out.</summary>
    public double LostRequest { get; set; }

    /// <summary>Probability that an answer never arrives: the call was run, and its caller times out.</summary>
    public double LostReply { get; set; }

    /// <summary>Probability that a request arrives twice.</summary>
    public double DoubledRequest { get; set; }

    /// <summary>Probability that a message takes up to <see cref="LongestDelay"/>, so later ones overtake.</summary>
    public double Delayed { get; set; }

    /// <summary>Probability that a call goes to a wrong silo, which makes a second activation of its grain.</summary>
    public double Misrouted { get; set; }

    /// <summary>Probability that calls to a silo that crashed get no answer instead of an error.</summary>
    public double SilentCrash { get; set; } = 0.5;

    /// <summary>The longest time of a delayed message. Default: 5 seconds.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time of any other message. Default: 2 milliseconds.</summary>
    public TimeSpan LongestLatency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long, at most, others take for alive a silo that has crashed. Default: 10 seconds.</summary>
    public TimeSpan LongestDetection { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long, at most, two activations of a grain live beside each other. Default: 30 seconds.</summary>
    public TimeSpan LongestDuplicate { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Ends all faults that probabilities decide.</summary>
    public void Stop() => LostRequest = LostReply = DoubledRequest = Delayed = Misrouted = 0;
}
