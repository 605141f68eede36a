using OrderGrid.Embedded;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: what a caller sets, the grains it calls can read.</summary>
public static class RequestContext
{
    public static IEnumerable<string> Keys => CallFlow.Values?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => CallFlow.Values ?? [];

    public static object? Get(string key) =>
        CallFlow.Values is { } values && values.TryGetValue(key, out var value) ? value : null;

    // The dictionary is shared by every flow it was copied to, so a change makes a new one.
    public static void Set(string key, object value)
    {
        var values = CallFlow.Values is { } present
            ? new Dictionary<string, object>(present, StringComparer.Ordinal)
            : new Dictionary<string, object>(1, StringComparer.Ordinal);
        values[key] = value;
        CallFlow.Values = values;
    }

    public static bool Remove(string key)
    {
        if (CallFlow.Values is not { } present || !present.ContainsKey(key))
        {
            return false;
        }

        var values = new Dictionary<string, object>(present, StringComparer.Ordinal);
        values.Remove(key);
        CallFlow.Values = values.Count == 0 ? null : values;
        return true;
    }

    public static void Clear() => CallFlow.Values = null;
}
