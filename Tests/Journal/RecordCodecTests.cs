using System.Text;
using System.Text.Json;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>The stored form of a record: what a release has written, every later one reads.</summary>
public sealed class RecordCodecTests
{
    private static readonly JournalEvent[] Golden =
    [
        Some.Event("command-1") with
        {
            Body = """{"v":1,"text":"a \"b\" \u00e4 ä ✓","nested":{"list":[1,2.50,{}]}}"""u8.ToArray(),
        },
        Some.Event("command-2") with { Type = "order.held.v2", TraceParent = null, Time = Some.Time.AddTicks(1234567) },
    ];

    [Fact]
    public void A_record_is_written_as_the_released_shape()
    {
        Encoding.UTF8.GetString(RecordCodec.Encode(Golden)).ShouldBe(Encoding.UTF8.GetString(ReadGolden()));
    }

    [Fact]
    public void A_record_of_the_released_shape_is_read()
    {
        var events = RecordCodec.Decode(ReadGolden());

        events.Count.ShouldBe(Golden.Length);
        foreach (var (read, written) in events.Zip(Golden))
        {
            Encoding.UTF8.GetString(read.Body.Span).ShouldBe(Encoding.UTF8.GetString(written.Body.Span));
            (read with { Body = written.Body }).ShouldBe(written);
        }
    }

    [Fact]
    public void A_field_that_a_later_release_adds_to_an_event_is_passed_over()
    {
        var stored = """
            {"v":1,"events":[{"new":{"deep":[1]},"type":"t.v1","body":{},"command":"c","correlation":"r",
            "time":"2026-03-01T12:30:00Z","newer":null}]}
            """u8.ToArray();

        RecordCodec.Decode(stored).ShouldHaveSingleItem().Command.ShouldBe(new CommandId("c"));
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("{}", "no version")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":{},"command":"c","correlation":"r",TIME}]}}""", "more")]
    [InlineData("""{"v":2,"events":[]}""", "a later shape")]
    [InlineData("""{"v":1,"events":[]}""", "no event")]
    [InlineData("""{"v":1,"events":[{}]}""", "an empty event")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":1,"command":"c","correlation":"r",TIME}]}""", "no object")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":{},"command":"c","correlation":"r","time":"x"}]}""", "no time")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":{}""", "cut off")]
    public void Damage_is_reported_and_never_read_as_something_else(string stored, string damage)
    {
        var bytes = Encoding.UTF8.GetBytes(stored.Replace("TIME", "\"time\":\"2026-03-01T12:30:00Z\""));

        Should.Throw<JsonException>(() => RecordCodec.Decode(bytes), damage);
    }

    [Fact]
    public void Every_cut_of_a_record_is_reported()
    {
        var stored = ReadGolden();

        for (var length = 0; length < stored.Length; length++)
        {
            Should.Throw<JsonException>(() => RecordCodec.Decode(stored.AsMemory(0, length)));
        }
    }

    [Fact]
    public void A_time_of_another_offset_is_the_same_moment_in_the_journal()
    {
        var local = Some.Event("c") with { Time = Some.Time.ToOffset(TimeSpan.FromHours(5)) };

        var read = RecordCodec.Decode(RecordCodec.Encode([local])).ShouldHaveSingleItem();

        read.Time.ShouldBe(Some.Time);
        read.Time.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("web/1001", 3)]
    [InlineData("web/1002", 10)]
    [InlineData("SKU-1@BERLIN", 45)]
    [InlineData("a", 32)]
    public void A_stream_stays_in_its_partition_for_ever(string key, int partition)
    {
        new StreamName(StreamCategory.Order, key).Partition.ShouldBe(partition);
        new StreamName(StreamCategory.Position, key).Partition.ShouldBe(partition, "the key alone decides");
    }

    [Fact]
    public void Streams_spread_over_all_partitions()
    {
        var sizes = Enumerable.Range(0, 64_000).CountBy(i => Some.Order($"{i}").Partition).ToList();

        sizes.Count.ShouldBe(StreamName.Partitions);
        sizes.ShouldAllBe(size => size.Value > 500 && size.Value < 2_000);
    }

    private static byte[] ReadGolden()
    {
        using var stream = typeof(RecordCodecTests).Assembly.GetManifestResourceStream("record.v1.json")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray().AsSpan().TrimEnd((byte)'\n').ToArray();
    }
}
