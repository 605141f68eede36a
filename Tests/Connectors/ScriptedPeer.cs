using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderGrid.Tests.Connectors;

/// <summary>
/// A partner on a real socket that reads one request per connection and answers what it is told, raw.
/// </summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _serving;

    public ScriptedPeer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new(string.Create(
        CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));

    /// <summary>Heads and bodies of what came in.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>A peer that answers a status and a body, with headers of its own.</summary>
    public static ScriptedPeer Answering(string status, string body, string headers = "") => new(
        (stream, ended) => stream.WriteAsync(
            Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}"),
            ended).AsTask());

    /// <summary>A peer that breaks the connection once it has the request.</summary>
    public static ScriptedPeer Resetting() => new((stream, _) =>
    {
        stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return Task.CompletedTask;
    });

    /// <summary>A peer that sends this much and then nothing until it ends.</summary>
    public static ScriptedPeer Stopping(string after) => new(async (stream, ended) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(after), ended);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
    });

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Stop();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                await using var stream = client.GetStream();
                Requests.Enqueue(await ReadRequestAsync(stream));
                await _answer(stream, _ended.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // The peer was told to end, or its caller gave up.
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, _ended.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        const string LengthHeader = "Content-Length: ";
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var header = text.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        if (head < 0 || header < 0)
        {
            return head >= 0;
        }

        var end = text.IndexOf('\r', header);
        var length = int.Parse(text[(header + LengthHeader.Length)..end], CultureInfo.InvariantCulture);
        return text.Length >= head + 4 + length;
    }
}
