namespace OrderGrid.Gateway.Imports;

/// <summary>One row of an import, understood.</summary>
/// <param name="Subject">Rows of one subject are worked on one after the other; null when it does not matter.</param>
/// <param name="Work">Does the row and returns its outcome as a line of JSON.</param>
internal sealed record ImportRow(string? Subject, Func<Task<byte[]>> Work)
{
    /// <summary>A row whose outcome is known without any work.</summary>
    public static ImportRow Known(byte[] outcome) => new(null, () => Task.FromResult(outcome));
}
