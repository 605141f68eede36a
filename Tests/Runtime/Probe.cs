using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OrderGrid.Tests.Runtime;

/// <summary>
/// How grains and tests talk beside their calls: grains say what happens and wait at gates, tests listen and open the
/// gates. Both runtimes run the grains in the tests' process.
/// </summary>
public static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, Channel<string>> Topics = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new(StringComparer.Ordinal);
    private static int _serial;

    /// <summary>A name that no other test uses.</summary>
    public static string NewKey(string purpose) => $"{purpose}-{Interlocked.Increment(ref _serial)}";

    public static void Say(string topic, string what) => Topic(topic).Writer.TryWrite(what);

    /// <summary>Waits for what is said next.</summary>
    public static async Task<string> NextAsync(string topic)
    {
        var said = await Topic(topic).Reader.ReadAsync().AsTask().WaitAsync(Patience);
        return said;
    }

    public static async Task<string[]> NextAsync(string topic, int count)
    {
        var all = new string[count];
        for (var index = 0; index < count; index++)
        {
            all[index] = await NextAsync(topic);
        }

        return all;
    }

    /// <summary>How much has been said that nobody has heard.</summary>
    public static int Unheard(string topic) => Topic(topic).Reader.Count;

    public static Task PassAsync(string gate) => Gate(gate).Task;

    public static void Open(string gate) => Gate(gate).TrySetResult();

    private static Channel<string> Topic(string topic) =>
        Topics.GetOrAdd(topic, static _ => Channel.CreateUnbounded<string>());

    private static TaskCompletionSource Gate(string gate) =>
        Gates.GetOrAdd(gate, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
