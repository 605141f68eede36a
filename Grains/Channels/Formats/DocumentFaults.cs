using System.Collections.Immutable;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// Collects what is wrong with one order. A fault says where and what is expected, never what was found: what is
/// found may be personal data.
/// </summary>
internal sealed class DocumentFaults
{
    private const int MaxTold = 8;

    private readonly List<string> _faults = [];
    private readonly List<LineRefusal> _refusals = [];

    /// <summary>Something that makes the whole order unreadable.</summary>
    public void Add(string place, string expected)
    {
        if (_faults.Count < MaxTold)
        {
            _faults.Add($"{place}: {expected}");
        }
    }

    /// <summary>Something that only one line suffers from.</summary>
    public void Refuse(int line, LineRefusalReason reason, string place, string expected) =>
        _refusals.Add(new(line, reason, $"{place}: {expected}"));

    /// <summary>The order, unless something is wrong with it.</summary>
    public ReadOrder Conclude(string? number, ChannelOrder order)
    {
        if (_faults.Count > 0)
        {
            return new(number, null, string.Join(' ', _faults), []);
        }

        return _refusals.Count > 0
            ? new(number, null, "Correct the lines named in errors.", _refusals.ToImmutableArray())
            : new(number, order, null, []);
    }
}
