namespace OrderGrid.Conventions;

/// <summary>The one list of allowed breaches. One that no longer matches anything fails the build.</summary>
public static class Exemptions
{
    private const string AsInOrleans = "The model's public types are called and shaped as in Orleans.";

    public static IReadOnlyList<Exemption> All { get; } =
    [
        new("classes are sealed", "Tests/Conventions/Samples.cs", "'OpenRecord'",
            "The bad sample of the check that types crossing a grain call are sealed."),
        new("classes are sealed", "Embedded/Grains/OrleansExceptions.cs", "'OrleansException'", AsInOrleans),
        new("classes are sealed", "Embedded/Grains/OrleansExceptions.cs", "'OrleansMessageRejection", AsInOrleans),
        new("classes are sealed", "Embedded/Storage/IGrainStorage.cs", "'InconsistentStateException'", AsInOrleans),
        new("classes are sealed", "Embedded/Streams/StreamSequenceToken.cs", "'EventSequenceTokenV2'", AsInOrleans),
        new("type names say what the type is", "Embedded/Reminders/IReminderTable.cs", "'ReminderTable", AsInOrleans),
        new("time and chance are injected", "Embedded/Scheduling/ThreadPoolScheduler.cs", "Guid.CreateVersion7",
            "It is the source of ids that the runtime injects, with the time of the injected clock."),
        new("time and chance are injected", "Grains/Identity/Uuid7Source.cs", "Guid.CreateVersion7",
            "It is the source of ids that grains are given, with the time of the injected clock."),
    ];
}
