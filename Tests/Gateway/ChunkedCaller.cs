using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Sends a body piece by piece and reads the answer in between, which HttpClient does not do.</summary>
internal sealed class ChunkedCaller : IDisposable
{
    private readonly TcpClient _socket = new();
    private readonly StringBuilder _answer = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<ChunkedCaller> ConnectAsync(GatewayPeer grid, string path, string key)
    {
        var caller = new ChunkedCaller();
        var address = grid.Http.BaseAddress!;
        await caller._socket.ConnectAsync(address.Host, address.Port, Ended);
        await caller.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {Bodies.Rows}\r\n"
            + $"Idempotency-Key: {key}\r\nTransfer-Encoding: chunked\r\n\r\n"));
        return caller;
    }

    public async Task SendAsync(byte[] part)
    {
        var size = part.Length.ToString("x", CultureInfo.InvariantCulture);
        await WriteAsync([.. Encoding.ASCII.GetBytes($"{size}\r\n"), .. part, .. "\r\n"u8]);
    }

    /// <summary>The answer so far, once it holds a text; waits no longer than 20 seconds for more of it.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var buffer = new byte[16 * 1024];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!_answer.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await _socket.GetStream().ReadAsync(buffer, patience.Token);
            _answer.Append(read > 0
                ? Encoding.UTF8.GetString(buffer, 0, read)
                : throw new EndOfStreamException($"'{text}' is not in: {_answer}"));
        }

        return _answer.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private async Task WriteAsync(byte[] bytes) => await _socket.GetStream().WriteAsync(bytes, Ended);
}
