namespace OrderGrid.Inventory;

/// <summary>What somebody may have of a position at a moment.</summary>
/// <param name="Stock">From what is there.</param>
/// <param name="ToCome">Beyond that, from what is to come.</param>
/// <param name="Buyer">What the buyer's cap leaves; the largest quantity without one.</param>
/// <param name="Share">What the hold counts in for the buyer; null without a cap.</param>
public readonly record struct StockPromise(Quantity Stock, Quantity ToCome, Quantity Buyer, BuyerShare? Share)
{
    /// <summary>The most that can be held.</summary>
    public Quantity Most => Quantity.Min(
        new(Math.Min(Stock.Pieces + ToCome.Pieces, Quantity.MaxPieces)), Buyer);

    /// <summary>
    /// What is available to whom: the one place that knows.
    /// </summary>
    public static StockPromise Of(Position state, PlaceHold ask, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(ask);
        if (state.Terms is not { } terms)
        {
            return new(state.Levels.AvailableToPromise, Quantity.Zero, new(Quantity.MaxPieces), null);
        }

        var stock = terms.AvailableTo(state.Levels, ask.Holder.Channel);
        var toCome = ask.Backorder
            ? terms.PromisableTo(state.Levels, ask.Holder.Channel, now, ask.PromiseBy)
            : Quantity.Zero;
        if (terms.BuyerCap is not { } cap || ask.Buyer is not { } buyer)
        {
            return new(stock, toCome, new(Quantity.MaxPieces), null);
        }

        var take = (state.Buyers ?? BuyerShares.None).Of(buyer, cap, now);
        return new(stock, toCome, BuyerCounts.Left(cap, take), new(buyer, take.Since));
    }

    /// <summary>Why a quantity cannot be held.</summary>
    public PositionAnswer Lacks(Quantity asked, bool partly) =>
        Buyer == Quantity.Zero || (!partly && Buyer < asked)
            ? PositionAnswer.BuyerCapReached
            : PositionAnswer.InsufficientStock;

    /// <summary>The event of a hold of so many pieces, at most <see cref="Most"/>.</summary>
    public StockHeld Hold(Position state, PlaceHold ask, Quantity granted, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(ask);
        var levels = state.Levels with { Pending = state.Levels.Pending + granted };
        if (state.Terms is not { } terms)
        {
            return Event(ask, granted, expiresAt, levels);
        }

        var fromStock = Quantity.Min(granted, Stock);
        var backordered = granted - fromStock;
        var aside = levels.Aside ?? SetAside.Nothing;
        var left = StockTermChanges.Taking(terms, ask.Holder.Channel, fromStock.Pieces);
        var after = levels.With((aside with { Backordered = aside.Backordered + backordered }).Reserving(left));
        return Event(ask, granted, expiresAt, after) with
        {
            Terms = Share is null && backordered == Quantity.Zero
                ? null
                : new(Share, backordered, backordered == Quantity.Zero ? null : PromisedAt(terms, after)),
        };
    }

    /// <summary>Where a position stands after an open hold, pending or committed, gave pieces back.</summary>
    public static StockLevels GiveBack(Position state, Hold hold, Quantity pieces)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(hold);
        var levels = hold.Phase == HoldPhase.Pending
            ? state.Levels with { Pending = state.Levels.Pending - pieces }
            : state.Levels with { Committed = state.Levels.Committed - pieces };
        if (hold.Wait is { } wait && levels.Aside is { } beside)
        {
            // What a hold gives back of what is still to come, nobody waits for any more.
            var waited = Quantity.Min(Quantity.Min(wait.Promise.Quantity, pieces), beside.Backordered);
            levels = levels with { Aside = beside with { Backordered = beside.Backordered - waited } };
        }

        return StockTermChanges.Taking(state.Terms, hold.Holder.Channel, -pieces.Pieces) is { } terms
            ? levels.With((levels.Aside ?? SetAside.Nothing).Reserving(terms))
            : levels.Settled();
    }

    private static StockHeld Event(PlaceHold ask, Quantity granted, DateTimeOffset expiresAt, StockLevels after) => new(
        ask.Hold, ask.Holder.Order, ask.Quantity, granted, expiresAt, after, ask.Holder.ReservationKey);

    private static DateTimeOffset? PromisedAt(StockTerms terms, StockLevels after) =>
        terms.PromisedAt(after, after.Aside?.Backordered.Pieces ?? 0);
}
