using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace OrderGrid.Gateway.Imports;

/// <summary>Cuts a body into lines; blank ones are skipped.</summary>
internal static class RowLines
{
    private static ReadOnlySpan<byte> Blank => "\n\r\t "u8;

    /// <summary>
    /// The lines without leading blanks, each to be used before the next is asked for. One longer than
    /// <paramref name="maxBytes"/> is given as its first bytes, one more than the limit.
    /// </summary>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(
        PipeReader body, int maxBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (TryCut(ref rest, read.IsCompleted, out var line))
            {
                yield return line.Length > maxBytes ? line.Slice(0, maxBytes + 1L) : line;
            }

            body.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> rest, bool last, out ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(rest);
        reader.AdvancePastAny(Blank);
        rest = line = reader.UnreadSequence;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        if (!last || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }
}
