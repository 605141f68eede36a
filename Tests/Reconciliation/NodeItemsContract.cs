using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

/// <summary>What is promised about the items of a node, on every journal.</summary>
public abstract class NodeItemsContract : IAsyncLifetime
{
    protected const int Timeout = 60_000;

    // Beginnings of each other, and characters on both sides of the one that ends an item in a stream's name.
    private static readonly string[] Alike = ["A", "A-1", "A.1", "A:1", "A_1", "AA", "Aa", "B", "a", "0", "A1"];
    private static readonly NodeId Berlin = new("BER");

    protected IJournal Journal { get; private set; } = null!;

    protected INodeItems Items { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (Journal, Items) = await StartAsync();

    public abstract ValueTask DisposeAsync();

    [Fact(Timeout = Timeout)]
    public async Task A_node_without_positions_has_no_items() => (await ReadAsync()).ShouldBeEmpty();

    [Theory(Timeout = Timeout)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(100)]
    public async Task Pages_of_every_size_bring_every_item_once_and_in_the_same_order(int size)
    {
        await StockAsync([.. Alike.Select(sku => $"{sku}@BER")]);
        var whole = await ReadAsync();

        List<string> paged = [];
        for (var page = await ReadAsync(null, size); page.Count > 0; page = await ReadAsync(paged[^1], size))
        {
            page.Count.ShouldBeLessThanOrEqualTo(size);
            paged.AddRange(page);
        }

        paged.ShouldBe(whole);
        whole.Order(StringComparer.Ordinal).ShouldBe(Alike.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Timeout)]
    public async Task Only_the_node_itself_counts_not_one_that_is_called_alike()
    {
        await StockAsync("MUG@BER", "PEN@BERN", "LAMP@BE", "CUP@ber", "BER@RTM", "MUG@RTM");

        (await ReadAsync()).ShouldBe(["MUG"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task Only_positions_count_not_what_else_is_journalled()
    {
        await StockAsync("MUG@BER");
        foreach (var category in Enum.GetValues<StreamCategory>().Where(one => one != StreamCategory.Position))
        {
            await AppendAsync(new(category, "PEN@BER"), 0);
        }

        (await ReadAsync()).ShouldBe(["MUG"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task An_item_that_had_much_happen_to_it_comes_once()
    {
        await StockAsync("MUG@BER", "PEN@BER");
        await AppendAsync(new(StreamCategory.Position, "MUG@BER"), 1, events: 3);
        await AppendAsync(new(StreamCategory.Position, "MUG@BER"), 4);

        (await ReadAsync()).ShouldBe(["MUG", "PEN"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task An_item_is_there_as_soon_as_its_first_append_is_committed_also_between_two_pages()
    {
        await StockAsync("A@BER", "C@BER");
        var first = await ReadAsync(null, 1);

        await StockAsync("B@BER");

        (await ReadAsync(first[^1], 1)).ShouldBe(["B"]);
        (await ReadAsync("B", 1)).ShouldBe(["C"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task An_item_that_the_node_does_not_have_can_be_read_on_from()
    {
        await StockAsync("A@BER", "C@BER");

        (await ReadAsync("B")).ShouldBe(["C"]);
        (await ReadAsync("D")).ShouldBeEmpty();
    }

    /// <summary>An empty journal and the items in it.</summary>
    protected abstract Task<(IJournal Journal, INodeItems Items)> StartAsync();

    protected async Task<IReadOnlyList<string>> ReadAsync(string? after = null, int max = 1_000)
    {
        var read = await Items.ReadAsync(Berlin, after is null ? null : new Sku(after), max, Stop);
        return [.. read.Select(sku => sku.Value)];
    }

    protected async Task StockAsync(params string[] positions)
    {
        foreach (var position in positions)
        {
            await AppendAsync(new(StreamCategory.Position, position), 0);
        }
    }

    private async Task AppendAsync(StreamName stream, long expected, int events = 1) =>
        (await Journal.AppendAsync(Some.Append(stream, expected, events), Stop)).ShouldBe(AppendOutcome.Committed);
}
