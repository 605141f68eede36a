using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Gateway.Http;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Orders sent all at once to a grid whose journal waits until it is let go.</summary>
internal sealed class Rush(GatewayPeer grid)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _commits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Answer> _answered = [];
    private readonly List<Task> _sent = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    public (int InFlight, int Waiting) Now => grid.Services.GetRequiredService<Admission>().Now;

    /// <summary>From now on commits wait.</summary>
    public void Begin() => grid.Journal.Commits = _commits.Task;

    /// <summary>Sends orders without waiting for their answers.</summary>
    public void Send(string channel, int count, string sku = "mug") => _sent.AddRange(
        Enumerable.Range(_sent.Count, count).Select(number => SendAsync(channel, $"R-{number}", sku)));

    /// <summary>Waits until so many are answered.</summary>
    public async Task<IReadOnlyList<Answer>> UntilAnsweredAsync(int count)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_answered)
        {
            _waiting.Add((count, reached));
            Tell();
        }

        await reached.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        lock (_answered)
        {
            return [.. _answered];
        }
    }

    /// <summary>Lets commits go on, and waits for all answers.</summary>
    public async Task<IReadOnlyList<Answer>> EndAsync()
    {
        _commits.SetResult();
        await Task.WhenAll(_sent);
        return _answered;
    }

    /// <summary>Waits until no place is taken: a place is given back just behind its answer.</summary>
    public async Task<(int InFlight, int Waiting)> UntilEmptyAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (Now is not (0, 0) && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Now;
    }

    /// <summary>Refused before anything was done, and told when to come back.</summary>
    public static void ShouldBeTurnedAway(Answer answer, int status, string code)
    {
        answer.ShouldBeProblem(status, code);
        answer.Headers["Retry-After"].ShouldBe("1");
        answer.Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    private async Task SendAsync(string channel, string number, string sku)
    {
        var answer = await grid.PutAsync(
            $"/v1/channels/{channel}/orders/{number}", Bodies.Order(Bodies.Line(sku: sku)));
        lock (_answered)
        {
            _answered.Add(answer);
            Tell();
        }
    }

    private void Tell()
    {
        foreach (var (_, reached) in _waiting.Where(waiting => _answered.Count >= waiting.Count))
        {
            reached.TrySetResult();
        }
    }

    /// <summary>Answers with a status.</summary>
    public static IReadOnlyList<Answer> With(IEnumerable<Answer> answers, HttpStatusCode status) =>
        [.. answers.Where(answer => answer.Status == status)];
}
