using System.Globalization;

namespace OrderGrid.Load.Demo;

/// <summary>Follows the day to its end, and gathers what everybody says about it.</summary>
internal sealed class DemoEnding(DemoSession session, OrderSender sender, DemoVoice voice, TimeProvider clock)
{
    private static readonly TimeSpan ProgressStep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Tells the progress while the work goes on.</summary>
    public async Task WatchAsync(Task working, CancellationToken cancellation)
    {
        while (!working.IsCompleted)
        {
            await Task.WhenAny(working, Task.Delay(ProgressStep, clock, cancellation));
            await session.Journal.CatchUpAsync(cancellation);
            voice.Say(Progress());
        }
    }

    /// <summary>Waits until every order has ended and every partner has said what it had to say; bounded.</summary>
    public async Task AwaitAsync(CancellationToken cancellation)
    {
        voice.Say("every document is answered; waiting for the last orders to reach their end");
        var since = clock.GetTimestamp();
        var said = TimeSpan.Zero;
        while (clock.GetElapsedTime(since) < DemoSettings.Patience)
        {
            await session.Journal.CatchUpAsync(cancellation);
            if (await HasEndedAsync(cancellation))
            {
                return;
            }

            if (clock.GetElapsedTime(since) - said > ProgressStep)
            {
                said = clock.GetElapsedTime(since);
                voice.Say(Progress());
            }

            await Task.Delay(Look, clock, cancellation);
        }

        voice.Announce($"not everything has ended within {DemoTable.Time(DemoSettings.Patience)}");
    }

    /// <summary>What channels, journal, partners and the grid itself say.</summary>
    public async Task<Evidence> GatherAsync(CancellationToken cancellation)
    {
        voice.Say("comparing what channels, journal, partners and shelves say");
        var books = await session.BooksAsync(cancellation);
        var shelves = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var node in session.Day.Nodes)
        {
            foreach (var (sku, onHand) in await session.Sandbox.ShelvesAsync(node, cancellation))
            {
                shelves[$"{sku}@{node}"] = onHand;
            }
        }

        var exchanges = sender.Exchanges;
        var statuses = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var answer in exchanges.SelectMany(exchange => exchange.Answers).Where(answer => answer.Accepted))
        {
            if (!statuses.ContainsKey(answer.Order))
            {
                statuses[answer.Order] = await session.Grid.FindStatusAsync(answer.Order, cancellation);
            }
        }

        await session.Journal.CatchUpAsync(cancellation);
        var table = await session.Journal.CompareWithTableAsync(cancellation);
        return new(session.Day, exchanges, session.Journal.Fold, table)
        {
            Ledgers = [.. books],
            Shelves = shelves,
            Statuses = statuses,
            Now = clock.GetUtcNow(),
        };
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellation)
    {
        var journal = session.Journal.Fold;
        if (journal.Orders.Values.Any(order => !order.Ended) || StockInvariants.CountUnsettled(journal) > 0)
        {
            return false;
        }

        var books = await session.BooksAsync(cancellation);
        return books.All(book => book.CallbacksOutstanding == 0);
    }

    private string Progress()
    {
        var orders = session.Journal.Fold.Orders.Values;
        var waiting = orders.Count(order => order.PostedAt is null && !order.Ended);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sender.Answered,4} of {session.Day.Submissions.Length} answered · {orders.Count(),4} accepted · "
            + $"{waiting,3} wait for the ERP · {orders.Count(order => order.Ended),4} done");
    }
}
