using System.Text;
using System.Text.Json;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Tests.Journal;

/// <summary>The stored form of a record: what a release has written, every later one reads.</summary>
public sealed class RecordCodecTests
{
    private static readonly JournalEvent[] GoldenOne =
    [
        Some.Event("command-1") with
        {
            Body = """{"v":1,"text":"a \"b\" \u00e4 ä ✓","nested":{"list":[1,2.50,{}]}}"""u8.ToArray(),
        },
        Some.Event("command-2") with { Type = "order.held.v2", TraceParent = null, Time = Some.Time.AddTicks(1234567) },
    ];

    // As the first one, in nothing as the first one, and as the first one but for its trace.
    private static readonly JournalEvent[] GoldenTwo =
    [
        GoldenOne[0],
        GoldenOne[0] with { Type = "order.held.v2", Body = """{"v":1,"line":1}"""u8.ToArray() },
        GoldenOne[1] with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01" },
        GoldenOne[0] with { Type = "order.closed.v1", Body = "{}"u8.ToArray(), TraceParent = null },
    ];

    [Fact]
    public void A_record_is_written_as_the_released_shape()
    {
        Text(RecordCodec.Encode(GoldenTwo)).ShouldBe(Text(ReadGolden(RecordCodec.Version)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_record_of_a_released_shape_is_read(int version)
    {
        ShouldBeSame(RecordCodec.Decode(ReadGolden(version)), version == 1 ? GoldenOne : GoldenTwo);
    }

    [Fact]
    public void Whatever_events_share_or_do_not_share_is_read_as_it_was_written()
    {
        var dice = new Random(20260301);
        for (var round = 0; round < 2_000; round++)
        {
            var events = Enumerable.Range(0, 1 + dice.Next(5)).Select(_ => Roll(dice)).ToArray();

            ShouldBeSame(RecordCodec.Decode(RecordCodec.Encode(events)), events);
        }
    }

    [Fact]
    public void What_the_events_of_a_record_share_is_stored_once()
    {
        var stored = Text(RecordCodec.Encode([.. Enumerable.Repeat(Some.Event("c"), 3)]));

        foreach (var member in new[] { "command", "correlation", "traceparent", "time" })
        {
            stored.Split($"\"{member}\":").Length.ShouldBe(2, member);
        }
    }

    [Fact]
    public void A_body_that_takes_the_place_of_a_serialized_one_is_checked()
    {
        var serialized = OrderEvents.Format.Write(
            new OrderAccepted(Some.Time), new(new("c"), new("k"), null), Some.Time);
        var copied = serialized with { Body = serialized.Body.ToArray() };
        var replaced = serialized with { Body = "{} {}"u8.ToArray() };

        RecordCodec.Encode([serialized]).ShouldBe(RecordCodec.Encode([copied]));
        Should.Throw<ArgumentException>(() => RecordCodec.Encode([replaced]));
    }

    [Fact]
    public void In_the_first_shape_an_event_without_a_trace_has_none()
    {
        var events = RecordCodec.Decode(ReadGolden(1));

        events[0].TraceParent.ShouldNotBeNull();
        events[1].TraceParent.ShouldBeNull();
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
    [InlineData("""{"v":3,"events":[{"type":"t","body":{},"command":"c","correlation":"r",TIME}]}""", "a later shape")]
    [InlineData("""{"v":0,"events":[{"type":"t","body":{},"command":"c","correlation":"r",TIME}]}""", "no shape")]
    [InlineData("""{"v":1,"events":[FIRST,{"type":"t","body":{}}]}""", "left out in shape 1")]
    [InlineData("""{"v":2,"events":[]}""", "no event in shape 2")]
    [InlineData("""{"v":2,"events":[{"type":"t","body":{},"correlation":"r",TIME}]}""", "no first command")]
    [InlineData("""{"v":2,"events":[{"type":"t","body":{},"command":"c",TIME}]}""", "no first correlation")]
    [InlineData("""{"v":2,"events":[{"type":"t","body":{},"command":"c","correlation":"r"}]}""", "no first time")]
    [InlineData("""{"v":2,"events":[FIRST,{"body":{}}]}""", "no type in shape 2")]
    [InlineData("""{"v":2,"events":[FIRST,{"type":"t"}]}""", "no body in shape 2")]
    [InlineData("""{"v":2,"events":[FIRST,{"type":"t","body":{},"command":null}]}""", "null for a command")]
    [InlineData("""{"v":2,"events":[FIRST,{"type":"t","body":{},"time":null}]}""", "null for a time")]
    [InlineData("""{"v":2,"events":[FIRST,{"type":"t","body":{},"traceparent":1}]}""", "a number for a trace")]
    [InlineData("""{"v":1,"events":[]}""", "no event")]
    [InlineData("""{"v":1,"events":[{}]}""", "an empty event")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":1,"command":"c","correlation":"r",TIME}]}""", "no object")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":{},"command":"c","correlation":"r","time":"x"}]}""", "no time")]
    [InlineData("""{"v":1,"events":[{"type":"t","body":{}""", "cut off")]
    public void Damage_is_reported_and_never_read_as_something_else(string stored, string damage)
    {
        const string First = """{"type":"t","body":{},"command":"c","correlation":"r",TIME}""";
        var whole = stored.Replace("FIRST", First).Replace("TIME", "\"time\":\"2026-03-01T12:30:00Z\"");
        var bytes = Encoding.UTF8.GetBytes(whole);

        Should.Throw<JsonException>(() => RecordCodec.Decode(bytes), damage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_cut_of_a_record_is_reported(int version)
    {
        var stored = ReadGolden(version);

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

    /// <summary>The committed record of one shape.</summary>
    internal static byte[] ReadGolden(int version)
    {
        using var stream = typeof(RecordCodecTests).Assembly.GetManifestResourceStream($"record.v{version}.json")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray().AsSpan().TrimEnd((byte)'\n').ToArray();
    }

    private static void ShouldBeSame(IReadOnlyList<JournalEvent> read, JournalEvent[] written)
    {
        read.Count.ShouldBe(written.Length);
        foreach (var (one, other) in read.Zip(written))
        {
            Text(one.Body).ShouldBe(Text(other.Body));
            (one with { Body = other.Body }).ShouldBe(other);
        }
    }

    // Few values for each member, so that most are shared by some events and not by others.
    private static JournalEvent Roll(Random dice) => new(
        $"type-{dice.Next(3)}.v1",
        Encoding.UTF8.GetBytes($$"""{"command":"{{dice.Next(9)}}","time":[{"type":null}]}"""),
        new($"command-{dice.Next(2)}"),
        new($"correlation-{dice.Next(2)}"),
        dice.Next(3) is var trace && trace == 0 ? null : $"trace-{trace}",
        Some.Time.AddTicks(dice.Next(2)).ToOffset(TimeSpan.FromHours(dice.Next(2))));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
