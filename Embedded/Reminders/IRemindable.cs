namespace Orleans
{
    /// <summary>A grain that can be woken by reminders.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>Runs at each tick. A tick can come late, twice or, around a failure, not at all.</summary>
        Task ReceiveReminder(string reminderName, Runtime.TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A registered reminder.</summary>
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    /// <summary>When a reminder started, how often it ticks and when this tick was sent; times in UTC.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
        : IEquatable<TickStatus>
    {
        [Id(0)]
        public DateTime FirstTickTime { get; } = firstTickTime;

        [Id(1)]
        public TimeSpan Period { get; } = period;

        [Id(2)]
        public DateTime CurrentTickTime { get; } = timeStamp;

        public static bool operator ==(TickStatus left, TickStatus right) => left.Equals(right);

        public static bool operator !=(TickStatus left, TickStatus right) => !left.Equals(right);

        public bool Equals(TickStatus other) =>
            FirstTickTime == other.FirstTickTime && Period == other.Period && CurrentTickTime == other.CurrentTickTime;

        public override bool Equals(object? obj) => obj is TickStatus other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(FirstTickTime, Period, CurrentTickTime);

        public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
    }
}
