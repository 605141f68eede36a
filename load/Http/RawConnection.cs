using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderGrid.Load.Http;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends ready-made requests. It knows just enough of the protocol to cost
/// little beside the server it measures: <c>HttpClient</c> takes a third of what the gateway itself takes per order.
/// </summary>
internal sealed class RawConnection(IPEndPoint server) : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private Socket? _socket;
    private int _filled;

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>The status code.</returns>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        _filled = 0;
        try
        {
            _socket ??= await ConnectAsync(cancellation);
            await _socket.SendAsync(request, cancellation);
            await ReceiveAsync(_socket, cancellation);
            return ParseStatus(_buffer);
        }
        catch
        {
            // What is left of an answer must not be taken for the next one's.
            _socket?.Dispose();
            _socket = null;
            throw;
        }
    }

    /// <summary>A text member of the last answer's JSON, by its name; null when there is none.</summary>
    public string? Find(ReadOnlySpan<byte> member)
    {
        var answer = _buffer.AsSpan(0, _filled);
        var at = answer.IndexOf([.. "\""u8, .. member, .. "\":\""u8]);
        if (at < 0)
        {
            return null;
        }

        var value = answer[(at + member.Length + 4)..];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? null : Encoding.UTF8.GetString(value[..end]);
    }

    /// <summary>The body of the last answer, headers included; for messages.</summary>
    public string LastAnswer => Encoding.UTF8.GetString(_buffer, 0, _filled);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    /// <summary>True when the bytes are a whole answer, head and body.</summary>
    internal static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var length = head.IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            return head.IndexOf("Transfer-Encoding: chunked"u8) < 0 || HasLastChunk(answer[(end + 4)..]);
        }

        var bytes = 0;
        foreach (var digit in head[(length + "Content-Length: ".Length)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            bytes = (bytes * 10) + digit - '0';
        }

        return answer.Length >= end + 4 + bytes;
    }

    private async Task ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        do
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellation);
            if (read == 0)
            {
                throw new IOException("The server closed the connection, or its answer is longer than 16 KiB.");
            }

            _filled += read;
        }
        while (!IsComplete(_buffer.AsSpan(0, _filled)));
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellation);
        return socket;
    }

    private static int ParseStatus(ReadOnlySpan<byte> answer) =>
        ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');

    // Of the body alone: the last header of a head may well end in a zero.
    private static bool HasLastChunk(ReadOnlySpan<byte> body) =>
        body.SequenceEqual("0\r\n\r\n"u8) || body.EndsWith("\r\n0\r\n\r\n"u8);
}
