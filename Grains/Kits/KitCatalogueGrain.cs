using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Kits;

/// <summary>
/// Shell of the catalogue of kits. It asks nobody but the journal, so that nobody who asks it waits long.
/// </summary>
public sealed class KitCatalogueGrain(IJournal journal, TimeProvider clock) : Grain, IKitCatalogueGrain
{
    private EventStream<KitCatalogue, KitEvent> _stream = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = new(
            journal,
            new(StreamCategory.Kit, this.GetPrimaryKeyString()),
            KitEvents.Format,
            KitCatalogue.Empty,
            KitDecisions.Evolve);
        return _stream.LoadAsync(null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DefineKitOutcome> Define(DefineKit command)
    {
        var (decided, happening) = KitDecisions.Decide(_stream.Trusted, command);
        if (happening is null)
        {
            return decided;
        }

        var outcome = await _stream.AppendAsync(
            [happening], command.Context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome == AppendOutcome.Committed)
        {
            return decided;
        }

        DeactivateOnIdle();
        return new(
            outcome == AppendOutcome.Unknown ? DefineKitAnswer.OutcomeUnknown : DefineKitAnswer.NotWritten, null);
    }

    /// <inheritdoc/>
    public Task<DefinedKit?> Get(Sku sku) => Task.FromResult(_stream.Trusted.Kits.GetValueOrDefault(sku));

    /// <inheritdoc/>
    public Task<KitNews> GetNews(StreamVersion known) =>
        Task.FromResult(KitDecisions.News(_stream.Trusted, known));
}
