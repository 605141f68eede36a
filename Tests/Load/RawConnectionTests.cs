using System.Net;
using System.Net.Sockets;
using System.Text;
using OrderGrid.Load.Http;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>The load's own HTTP: where an answer ends, whatever pieces it comes in.</summary>
public sealed class RawConnectionTests : IDisposable
{
    private const int Timeout = 30_000;
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n";
    private static readonly byte[] Request = "GET / HTTP/1.1\r\n\r\n"u8.ToArray();

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly RawConnection _connection;

    public RawConnectionTests()
    {
        _server.Start();
        _connection = new((IPEndPoint)_server.LocalEndpoint);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _connection.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 13\r\n\r\n{\"sku\":\"a-1\"}")]
    [InlineData(Ok + "Content-Length: 5\r\nAge: 10\r\n\r\n0\r\n\r\n")]
    [InlineData(Ok + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nAge: 10\r\n\r\n")]
    [InlineData(Chunked + "\r\nd\r\n{\"sku\":\"a-1\"}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "\r\n7\r\n{\"sku\":\r\n6\r\n\"a-1\"}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "Age: 10\r\n\r\nd\r\n{\"sku\":\"a-1\"}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "Age: 10\r\n\r\n14\r\n{\"sku\":\"a\",\"left\":10}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "Age: 10\r\n\r\n0\r\n\r\n")]
    public void An_answer_is_complete_with_its_last_byte_and_not_before(string answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);

        var complete = Enumerable.Range(0, bytes.Length + 1)
            .Where(length => RawConnection.IsComplete(bytes.AsSpan(0, length)));

        complete.ShouldBe([bytes.Length]);
    }

    [Fact(Timeout = Timeout)]
    public async Task An_answer_is_read_from_its_pieces()
    {
        var asked = _connection.SendAsync(Request, Stop);
        using var server = await _server.AcceptSocketAsync(Stop);
        foreach (var piece in new[] { Chunked + "Age: 10\r\n\r\n", "d\r\n{\"sku\":", "\"a-1\"}\r\n", "0\r\n\r\n" })
        {
            await server.SendAsync(Encoding.UTF8.GetBytes(piece), Stop);
        }

        (await asked).ShouldBe(200);
        _connection.Find("sku"u8).ShouldBe("a-1");
    }

    [Fact(Timeout = Timeout)]
    public async Task An_answer_that_breaks_off_is_an_error_and_the_next_request_connects_anew()
    {
        var broken = _connection.SendAsync(Request, Stop);
        await AnswerAsync(Chunked + "\r\nd\r\n{\"sku\":");
        await Should.ThrowAsync<IOException>(() => broken);

        var next = _connection.SendAsync(Request, Stop);
        await AnswerAsync(Ok + "Content-Length: 0\r\n\r\n");

        (await next).ShouldBe(200);
    }

    // Reads the request first: a socket closed over unread bytes resets the connection instead of ending it.
    private async Task AnswerAsync(string answer)
    {
        using var server = await _server.AcceptSocketAsync(Stop);
        await server.ReceiveAsync(new byte[Request.Length], Stop);
        await server.SendAsync(Encoding.UTF8.GetBytes(answer), Stop);
        server.Shutdown(SocketShutdown.Send);
    }
}
