using System.Globalization;
using OrderGrid.Delivery;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Tests.Delivery;

/// <summary>Events as a lane reads them.</summary>
internal static class FeedSamples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static FeedPosition At(long place) => new(1, place);

    public static StreamName Subject(int number) =>
        new(StreamCategory.Order, string.Create(CultureInfo.InvariantCulture, $"shop/{number}"));

    public static FeedEvent Event(int subject, long sequence, long place) => new(
        Subject(subject),
        new(sequence),
        FeedPlace.Of(At(place)),
        OrderEvents.Accepted,
        [.. "{}"u8],
        new("correlation"),
        null,
        Now,
        Now);

    public static DeliveryAttempt Attempt(DateTimeOffset? at = null) => new(at ?? Now, "transient", "away");
}
