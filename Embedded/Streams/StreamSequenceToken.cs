using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>The place of an event in its stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
    {
        public abstract long SequenceNumber { get; protected set; }

        public abstract int EventIndex { get; protected set; }

        public abstract bool Equals(StreamSequenceToken? other);

        public abstract int CompareTo(StreamSequenceToken? other);

        public override bool Equals(object? obj) => obj is StreamSequenceToken other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);
    }
}

namespace Orleans.Providers.Streams.Common
{
    /// <summary>A place counted from the start of the stream's life in memory.</summary>
    [GenerateSerializer, Immutable]
    public class EventSequenceTokenV2(long seqNumber, int eventInd = 0) : StreamSequenceToken
    {
        [Id(0)]
        public override long SequenceNumber { get; protected set; } = seqNumber;

        [Id(1)]
        public override int EventIndex { get; protected set; } = eventInd;

        public override bool Equals(StreamSequenceToken? other) =>
            other is EventSequenceTokenV2 token
            && token.SequenceNumber == SequenceNumber
            && token.EventIndex == EventIndex;

        public override int CompareTo(StreamSequenceToken? other)
        {
            if (other is null)
            {
                return 1;
            }

            var bySequence = SequenceNumber.CompareTo(other.SequenceNumber);
            return bySequence != 0 ? bySequence : EventIndex.CompareTo(other.EventIndex);
        }

        public override string ToString() =>
            $"[EventSequenceTokenV2: SeqNum={SequenceNumber}, EventIndex={EventIndex}]";
    }
}
