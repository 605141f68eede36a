using OrderGrid.Delivery;

namespace OrderGrid.Kits;

/// <summary>
/// The kits as this process knows them, so that an order need not ask which of its items are kits. The catalogue is
/// asked at most twice a second whether anything has changed, and only while somebody needs to know; while it cannot
/// be asked, what is known serves for a while.
/// </summary>
public sealed class KitDirectory(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long an answer counts: a definition is in force everywhere after that.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it serves while the catalogue cannot be asked.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromSeconds(10);

    private volatile Known? _known;
    private int _asking;

    /// <summary>The kits; null when they have to be asked for.</summary>
    public KitBook? Current =>
        _known is { } known && clock.GetElapsedTime(known.AskedAt) < Fresh ? known.Book : null;

    /// <summary>
    /// The kits as far as they are known, for whoever cannot wait and is content with something old, or with nothing.
    /// Where it is too old it is asked for on the side, once for all who look meanwhile.
    /// </summary>
    public KitBook Latest
    {
        get
        {
            if (Current is null && Interlocked.Exchange(ref _asking, 1) == 0)
            {
                _ = AskOnTheSideAsync();
            }

            return _known?.Book ?? KitBook.Empty;
        }
    }

    /// <summary>The kits, asked for where needed.</summary>
    public ValueTask<KitBook> GetAsync() =>
        Current is { } book ? ValueTask.FromResult(book) : new(AskAsync());

    /// <summary>Asks the next time: a kit was defined through this process.</summary>
    public void Forget() => _known = null;

    // Whoever finds it out of date asks by itself: a shared question would belong to the turn of one grain.
    private async Task<KitBook> AskAsync()
    {
        var known = _known;
        var now = clock.GetTimestamp();
        try
        {
            var book = known?.Book ?? KitBook.Empty;
            KitNews news;
            do
            {
                news = await grains.GetGrain<IKitCatalogueGrain>(IKitCatalogueGrain.Key).GetNews(book.Version);
                book = book.With(news);
            }
            while (news.HasMore);
            return Take(new(book, now));
        }
        catch (Exception exception) when (
            GrainCalls.IsOperating(exception) && known is not null && clock.GetElapsedTime(known.AskedAt) < Usable)
        {
            return known.Book;
        }
    }

    private async Task AskOnTheSideAsync()
    {
        try
        {
            await AskAsync();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // Nobody waits for it; whoever looks next asks again.
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    // An answer that was overtaken by a newer one is as good for its own question, but is not kept.
    private KitBook Take(Known asked)
    {
        var present = _known;
        if (present is null || present.Book.Version <= asked.Book.Version)
        {
            _known = asked;
        }

        return asked.Book;
    }

    private sealed record Known(KitBook Book, long AskedAt);
}
