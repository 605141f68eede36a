using System.Runtime.CompilerServices;
using System.Text;
using OrderGrid.Identity;
using OrderGrid.Journal;
using Shouldly;

namespace OrderGrid.Tests.Journal;

/// <summary>
/// One file per canonical event type with the JSON that a release has written: it is written like this for ever, and
/// read for ever.
/// </summary>
internal static class GoldenEvents
{
    private static readonly CommandContext Context = new(new("command"), new("correlation"), null);

    /// <summary>Each member of the family has a sample, by class and by canonical name.</summary>
    public static void ShouldCover<TEvent>(IReadOnlyCollection<TEvent> samples, EventFormat<TEvent> format)
        where TEvent : class
    {
        var family = typeof(TEvent).IsAbstract
            ? typeof(TEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TEvent)) && !type.IsAbstract)
            : [typeof(TEvent)];
        samples.Select(sample => sample.GetType()).ShouldBe(family, ignoreOrder: true);
        samples.Select(sample => format.NameOf(sample.GetType())).ShouldBe(format.Names, ignoreOrder: true);
    }

    /// <summary>Each sample is written as its file says, and reads back so that it is written the same again.</summary>
    public static void ShouldMatch<TEvent>(
        IEnumerable<TEvent> samples, EventFormat<TEvent> format, string? form = null)
        where TEvent : class
    {
        foreach (var sample in samples)
        {
            Check(sample, format, form is null ? "" : $".{form}");
        }
    }

    /// <summary>
    /// The same for samples that differ from the first of their kind by members that are left out there.
    /// </summary>
    public static void ShouldMatchVariant<TEvent>(
        EventFormat<TEvent> format, params (string Name, TEvent Sample)[] samples)
        where TEvent : class
    {
        foreach (var (name, sample) in samples)
        {
            Check(sample, format, $".{name}");
        }
    }

    private static void Check<TEvent>(TEvent sample, EventFormat<TEvent> format, string variant)
        where TEvent : class
    {
        var written = format.Write(sample, Context, default);
        var file = Path.Combine(Folder(), $"{written.Type}{variant}.json");
        File.Exists(file).ShouldBeTrue($"{written.Type} has no golden file; this is its JSON: {Text(written)}");
        var golden = File.ReadAllText(file).TrimEnd('\n');

        Text(written).ShouldBe(golden, written.Type);
        var read = format.Read(written with { Body = Encoding.UTF8.GetBytes(golden) });
        Text(format.Write(read, Context, default)).ShouldBe(golden, written.Type);
    }

    private static string Text(JournalEvent written) => Encoding.UTF8.GetString(written.Body.Span);

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
