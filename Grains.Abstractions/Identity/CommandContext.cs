namespace OrderGrid.Identity;

/// <summary>What every command carries and the journal keeps beside its events.</summary>
/// <param name="Command">Names the intention; repeating it does nothing twice.</param>
/// <param name="Correlation">The outside request this belongs to.</param>
/// <param name="TraceParent">W3C trace context, or null when the caller had none.</param>
[GenerateSerializer, Immutable, Alias("CommandContext")]
public readonly record struct CommandContext(
    [property: Id(0)] CommandId Command,
    [property: Id(1)] CorrelationId Correlation,
    [property: Id(2)] string? TraceParent)
{
    /// <summary>The same request, for one of the steps it is made of: the command id gets a suffix.</summary>
    public CommandContext Step(string suffix) => this with { Command = new CommandId($"{Command.Value}:{suffix}") };
}
