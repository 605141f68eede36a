using System.Globalization;

namespace OrderGrid.Embedded;

/// <summary>A hash over every step of a run, so that two runs can be compared by one number.</summary>
internal sealed class TraceHash
{
    private ulong _value = 0xcbf29ce484222325;

    public void Mix(ulong part)
    {
        unchecked
        {
            _value = (_value ^ part) * 0x100000001b3;
            _value ^= _value >> 29;
        }
    }

    public override string ToString() => _value.ToString("x16", CultureInfo.InvariantCulture);
}
