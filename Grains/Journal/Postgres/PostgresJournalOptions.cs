using Microsoft.Extensions.Options;

namespace OrderGrid.Journal;

/// <summary>How a <see cref="PostgresJournal"/> reaches its server, and its named limits.</summary>
public sealed class PostgresJournalOptions
{
    /// <summary>Npgsql connection string of a PostgreSQL 15 or later. Required.</summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>
    /// Connections that commit parts of a large batch side by side, each with a server process, and so a core, of its
    /// own. 1 to 8; default 2.
    /// </summary>
    public int Writers { get; set; } = 2;

    /// <summary>
    /// Records for each part of a batch that is committed in parts. 1 to 65,536; default 128: below, a commit more
    /// costs more than a second core wins.
    /// </summary>
    public int MinSplitRecords { get; set; } = 128;

    /// <summary>Appends that may be queued or in flight. 1 to 1,000,000; default 16,384.</summary>
    public int MaxPendingAppends { get; set; } = 16_384;

    /// <summary>Bytes of pending appends. 16 MiB to 1 GiB; default 128 MiB.</summary>
    public long MaxPendingBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// Appends that may wait for room among the pending ones; one more is refused at once. 0 to 1,000,000;
    /// default 16,384.
    /// </summary>
    public int MaxWaitingAppends { get; set; } = 16_384;

    /// <summary>
    /// How long an append waits for room before it answers <see cref="AppendOutcome.NotWritten"/>. 0 to 60 s;
    /// default 2 s.
    /// </summary>
    public TimeSpan AdmissionTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most records of one batch. 1 to 65,536; default 2,048.</summary>
    public int MaxBatchRecords { get; set; } = 2_048;

    /// <summary>
    /// Payload bytes at which a batch is full; the record that passes it still goes along. 64 KiB to 256 MiB;
    /// default 16 MiB.
    /// </summary>
    public int MaxBatchBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long a commit may take before its appends answer <see cref="AppendOutcome.Unknown"/>. 1 to 600 s, whole
    /// seconds; default 10 s.
    /// </summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long opening a connection may take. 1 to 60 s, whole seconds; default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one read may take. 1 to 600 s, whole seconds; default 30 s.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that read streams, snapshots and the feed. 1 to 200; default 16.</summary>
    public int MaxReadConnections { get; set; } = 16;

    /// <summary>
    /// Payload bytes at which one partition's page of the feed, or one stream read, ends early; at least one record
    /// is returned. 64 KiB to 256 MiB; default 8 MiB.
    /// </summary>
    public int MaxReadBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>First pause before a lost server is tried again; doubles up to 20 times that. 10 ms to 60 s; default
    /// 100 ms.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What is wrong with these options, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            errors.Add($"{nameof(ConnectionString)} is missing: name a PostgreSQL 15 or later.");
        }

        Range(errors, nameof(Writers), Writers, 1, 8);
        Range(errors, nameof(MinSplitRecords), MinSplitRecords, 1, 65_536);
        Range(errors, nameof(MaxPendingAppends), MaxPendingAppends, 1, 1_000_000);
        Range(errors, nameof(MaxPendingBytes), MaxPendingBytes, 16L << 20, 1L << 30);
        Range(errors, nameof(MaxWaitingAppends), MaxWaitingAppends, 0, 1_000_000);
        Range(errors, nameof(AdmissionTimeout), AdmissionTimeout.TotalSeconds, 0, 60);
        Range(errors, nameof(MaxBatchRecords), MaxBatchRecords, 1, 65_536);
        Range(errors, nameof(MaxBatchBytes), MaxBatchBytes, 64 << 10, 256 << 20);
        Range(errors, nameof(CommitTimeout), CommitTimeout.TotalSeconds, 1, 600);
        Range(errors, nameof(ConnectTimeout), ConnectTimeout.TotalSeconds, 1, 60);
        Range(errors, nameof(ReadTimeout), ReadTimeout.TotalSeconds, 1, 600);
        Range(errors, nameof(MaxReadConnections), MaxReadConnections, 1, 200);
        Range(errors, nameof(MaxReadBytes), MaxReadBytes, 64 << 10, 256 << 20);
        Range(errors, nameof(RetryPause), RetryPause.TotalSeconds, 0.01, 60);
        return errors;
    }

    private static void Range(List<string> errors, string name, double value, double least, double most)
    {
        if (value < least || value > most)
        {
            errors.Add(FormattableString.Invariant($"{name} is {value}; {least} to {most} is possible."));
        }
    }
}

/// <summary>Stops a host with wrong options before it starts.</summary>
internal sealed class PostgresJournalOptionsValidation : IValidateOptions<PostgresJournalOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresJournalOptions options)
    {
        var errors = options.FindErrors();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
