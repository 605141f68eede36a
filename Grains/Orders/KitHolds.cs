using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// Takes holds for an order with kits. Whole kits are held at each node, every component or none; where not all that
/// are asked for are there, as many as the scarcest component allows. Kits go before the order's other lines, which
/// share components with them more easily.
/// </summary>
internal sealed class KitHolds(OrderSourcing sourcing, OrderSourcing.Request request, OrderSourcing.Attempt attempt)
{
    /// <summary>True when a line asks for kits.</summary>
    public static bool AreIn(ImmutableArray<OrderLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Kit is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Holds as much of each line as the nodes have, kits first.</summary>
    public async Task<OrderSourcing.Result> HoldAsync(ImmutableArray<OrderLine> lines)
    {
        var held = new Dictionary<int, SourcedLine>(lines.Length);
        var trouble = PositionAnswer.Done;
        foreach (var wave in Waves(lines.Where(line => line.Kit is not null)))
        {
            foreach (var (line, answer) in await Task.WhenAll(wave.Select(HoldLineAsync)))
            {
                held.Add(line.Line.Line, line);
                trouble = answer == PositionAnswer.Done ? trouble : answer;
            }
        }

        var plain = await sourcing.HoldAsync(request, lines.RemoveAll(line => line.Kit is not null));
        foreach (var line in plain.Lines)
        {
            held.Add(line.Line.Line, line);
        }

        return new([.. lines.Select(line => held[line.Line])], plain.Clear ? trouble : plain.Trouble);
    }

    /// <summary>Tries to hold kits at one node, all that are asked for or none.</summary>
    public Task<KitOutcome> TryAsync(OrderLine line, Allocation asked, bool oneByOne = false)
    {
        var whole = new PlaceHold(
            request.Context,
            asked.Hold,
            asked.Quantity,
            AllowPartial: false,
            attempt.ExpiresAt,
            Holder.Of(request.Order))
        {
            Buyer = request.Buyer,
        };
        return new KitTry(line.Kit!, asked.Node, whole).TakeAsync(sourcing.PositionOf, oneByOne);
    }

    // Side by side, but for kits that share a component: they would take it from each other.
    private static List<List<OrderLine>> Waves(IEnumerable<OrderLine> lines)
    {
        var waves = new List<(List<OrderLine> Lines, HashSet<Sku> Skus)>();
        foreach (var line in lines)
        {
            var skus = line.Kit!.Components.Select(component => component.Sku).ToList();
            var wave = waves.FindIndex(known => known.Lines.Count < OrderLimits.MaxLinesInFlight
                && !known.Skus.Overlaps(skus));
            if (wave < 0)
            {
                wave = waves.Count;
                waves.Add(([], []));
            }

            waves[wave].Lines.Add(line);
            waves[wave].Skus.UnionWith(skus);
        }

        return waves.ConvertAll(wave => wave.Lines);
    }

    private async Task<(SourcedLine Line, PositionAnswer Answer)> HoldLineAsync(OrderLine line)
    {
        var candidates = request.Terms?.Lines.First(terms => terms.Line == line.Line).Candidates;
        var nodes = candidates is { } ranked
            ? [.. ranked.Where(candidate => candidate.Filtered is null).Select(candidate => candidate.Node)]
            : request.Nodes;
        var asked = ImmutableArray.CreateBuilder<Candidate>();
        var allocations = ImmutableArray.CreateBuilder<Allocation>();
        var missing = line.Quantity;
        var answer = PositionAnswer.Done;
        var capped = false;
        for (var index = 0; index < nodes.Length && missing > Quantity.Zero && answer == PositionAnswer.Done; index++)
        {
            var (taken, first, trouble) = await TakeAsync(
                line, new(nodes[index], missing, attempt.KitAt(line, nodes[index])));
            var available = taken is not null && first.Available < taken.Quantity ? taken.Quantity : first.Available;
            asked.Add(new(nodes[index], Available: available, Short: first.Short));
            answer = trouble;
            capped |= first.IsCapped;
            if (taken is not null)
            {
                allocations.Add(taken);
                missing -= taken.Quantity;
            }
        }

        var decision = candidates is { } all
            ? new SourcingDecision(SourcingReason.Ranking, WithAnswers(all, asked), request.Terms!.Region)
            : new SourcingDecision(SourcingReason.Order, asked.ToImmutable());
        var sourced = new SourcedLine(line, allocations.ToImmutable(), sourcing.ShipBy(request), decision);
        return (sourced with { Capped = capped }, answer);
    }

    // As many kits as one node has: fewer with each try, and always with holds of its own, as others buy meanwhile.
    private async Task<(Allocation? Taken, KitOutcome First, PositionAnswer Trouble)> TakeAsync(
        OrderLine line, Allocation asked)
    {
        KitOutcome? first = null;
        var next = asked;
        for (var tries = 1; ; tries++)
        {
            var outcome = await TryAsync(line, next, oneByOne: tries > 1);
            first ??= outcome;
            if (outcome.IsHeld)
            {
                return (next, first, PositionAnswer.Done);
            }

            if (!outcome.IsShort)
            {
                return (null, first, outcome.Answer);
            }

            var possible = outcome.Possible(withPending: tries == 1);
            if (possible == Quantity.Zero || tries == KitLimits.MaxTries)
            {
                return (null, first, PositionAnswer.Done);
            }

            next = asked with { Quantity = possible, Hold = new($"{asked.Hold}.t{tries}") };
        }
    }

    private static ImmutableArray<Candidate> WithAnswers(
        ImmutableArray<Candidate> ranked, ImmutableArray<Candidate>.Builder asked) =>
        [
            .. ranked.Select(candidate => asked.FirstOrDefault(answered => answered.Node == candidate.Node) is { } one
                ? candidate with { Available = one.Available, Short = one.Short }
                : candidate),
        ];
}
