using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Webhooks;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>Sends what the partners' outboxes hold to the grid, signed, until each is answered with a 2xx.</summary>
internal sealed partial class CallbackPump : BackgroundService
{
    private const int MaxInFlight = 32;
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);

    private readonly PartnerLandscape _landscape;
    private readonly SandboxOptions _options;
    private readonly GridAddress _grid;
    private readonly ILogger<CallbackPump> _logger;
    private readonly HttpClient _client;
    private readonly GridPause _pause;
    private readonly SemaphoreSlim _slots = new(MaxInFlight);
    private readonly ConcurrentDictionary<Task, bool> _sending = new();
    private volatile TaskCompletionSource _news = NewSignal();

    public CallbackPump(
        PartnerLandscape landscape, SandboxOptions options, GridAddress grid, ILogger<CallbackPump> logger)
    {
        _landscape = landscape;
        _options = options;
        _grid = grid;
        _logger = logger;
        _pause = new GridPause(options.Clock, options.Backoff);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(options.CallbackTimeoutSeconds),
        };
        landscape.CallbackQueued += Wake;
        grid.Changed += Wake;
    }

    public override void Dispose()
    {
        _landscape.CallbackQueued -= Wake;
        _grid.Changed -= Wake;
        _client.Dispose();
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // The signal is renewed before looking, so that what is queued while looking ends the wait.
                var news = _news;
                if (_grid.Url is { } url)
                {
                    await SendDueAsync(url, stoppingToken);
                }

                await WaitAsync(news, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_sending.Keys);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake(object? sender, EventArgs news) => Wake();

    private void Wake() => Interlocked.Exchange(ref _news, NewSignal()).TrySetResult();

    private async Task SendDueAsync(Uri url, CancellationToken stopping)
    {
        foreach (var system in _landscape.All)
        {
            while (_pause.Until <= _options.Clock.GetUtcNow())
            {
                await _slots.WaitAsync(stopping);
                if (system.TakeDueCallbacks(1) is not [var callback])
                {
                    _slots.Release();
                    break;
                }

                var sending = SendAsync(system, callback, url, stopping);
                _sending[sending] = true;
                _ = sending.ContinueWith(
                    done => _sending.TryRemove(done, out _),
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private async Task SendAsync(PartnerSystem system, Callback callback, Uri url, CancellationToken stopping)
    {
        var delivered = false;
        try
        {
            using var request = Sign(system, callback, url);
            using var response = await _client.SendAsync(request, stopping);
            _pause.Reached();
            delivered = response.IsSuccessStatusCode;
            if (!delivered)
            {
                LogRefused(system.Name, callback.EventId, (int)response.StatusCode);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            _pause.Unreachable();
            LogFailed(system.Name, callback.EventId, failure.GetType().Name);
        }
        finally
        {
            system.Report(callback, delivered);
            _slots.Release();
            Wake();
        }
    }

    private HttpRequestMessage Sign(PartnerSystem system, Callback callback, Uri url)
    {
        var body = Encoding.UTF8.GetBytes(callback.Body);
        var timestamp = _options.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = _options.SecretOf(system.Name);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, $"v1/partners/{system.Name}/events"))
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add(WebhookSignature.IdHeader, callback.EventId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, callback.EventId, timestamp, body));
        return request;
    }

    private async Task WaitAsync(TaskCompletionSource news, CancellationToken stopping)
    {
        var due = _grid.Url is null ? null : _landscape.All.Min(system => system.NextCallbackDue);
        due = due < _pause.Until ? _pause.Until : due;
        var wait = (due - _options.Clock.GetUtcNow()) ?? LongestIdle;
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var timer = Task.Delay(wait < LongestIdle ? wait : LongestIdle, _options.Clock, ended.Token);
        await Task.WhenAny(news.Task, timer);
        await ended.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Debug, Message = "{System} got {Status} for callback {EventId}.")]
    private partial void LogRefused(string system, string eventId, int status);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Debug, Message = "{System} got {Failure} for callback {EventId}.")]
    private partial void LogFailed(string system, string eventId, string failure);
}
