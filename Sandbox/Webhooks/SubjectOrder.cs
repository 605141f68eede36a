using System.Globalization;

namespace OrderGrid.Sandbox.Webhooks;

/// <summary>
/// Checks ids of the form <c>subject/sequence</c>, where the sequence counts up by one per subject. A subscriber that
/// asked for some types only sees gaps by right; <see cref="Missing"/> then says nothing.
/// </summary>
public sealed class SubjectOrder
{
    private readonly Dictionary<string, (long Highest, HashSet<long> Seen)> _subjects = [];

    /// <summary>Different subjects seen.</summary>
    public int Subjects => _subjects.Count;

    /// <summary>Events that came after a later one of their subject.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Events of the same id that came under another webhook id.</summary>
    public int Repeated { get; private set; }

    /// <summary>Sequence numbers between 1 and a subject's highest that never came.</summary>
    public long Missing => _subjects.Values.Sum(subject => subject.Highest - subject.Seen.Count);

    /// <summary>Takes an event in; an id of another form is not checked.</summary>
    public void Observe(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var slash = id.LastIndexOf('/');
        if (slash < 0 || !long.TryParse(
            id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence == 0)
        {
            return;
        }

        var name = id[..slash];
        var (highest, seen) = _subjects.TryGetValue(name, out var subject) ? subject : (0, []);
        if (!seen.Add(sequence))
        {
            Repeated++;
            return;
        }

        OutOfOrder += sequence < highest ? 1 : 0;
        _subjects[name] = (Math.Max(highest, sequence), seen);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _subjects.Clear();
        OutOfOrder = 0;
        Repeated = 0;
    }
}
