using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Http;

/// <summary>Ids from paths and headers.</summary>
internal static class RouteIds
{
    /// <summary>Longest Idempotency-Key, in characters, inclusive.</summary>
    public const int MaxKeyLength = 64;

    private const string KeyHeader = "Idempotency-Key";

    /// <summary>A text that cannot be a channel's id names a channel that does not exist.</summary>
    public static ChannelId Channel(string text) =>
        Identifier.TryParse(text, out ChannelId id) ? id : throw Unknown(Refusals.UnknownChannel);

    /// <summary>The number of an order to be submitted.</summary>
    public static OrderNumber NewOrder(string text) =>
        Identifier.TryParse(text, out OrderNumber number)
            ? number
            : throw new RequestFaultException(
                $"An order number is 1 to {OrderNumber.MaxLength} characters of A-Z a-z 0-9 . _ : -.");

    /// <summary>The key of an order to be read.</summary>
    public static OrderKey Order(string channel, string orderNo) =>
        new(Channel(channel), Identifier.TryParse(orderNo, out OrderNumber number)
            ? number
            : throw Unknown(Refusals.NoSuchOrder));

    /// <summary>The id of a reservation to be placed.</summary>
    public static ReservationId NewReservation(string text) =>
        Identifier.TryParse(text, out ReservationId id)
            ? id
            : throw new RequestFaultException(
                $"A reservation's id is 1 to {ReservationId.MaxLength} characters of A-Z a-z 0-9 . _ : -.");

    /// <summary>The key of a reservation that is to be there.</summary>
    public static ReservationKey Reservation(string channel, string id) =>
        new(Channel(channel), Identifier.TryParse(id, out ReservationId reservation)
            ? reservation
            : throw Unknown(Refusals.NoSuchReservation));

    /// <summary>The Idempotency-Key header: a structured string in quotes, or the bare key.</summary>
    public static string IdempotencyKey(HttpRequest request)
    {
        var key = request.Headers[KeyHeader].ToString();
        key = key is ['"', .. var inner, '"'] ? inner : key;
        return Identifier.IsValid(key, MaxKeyLength)
            ? key
            : throw new RequestFaultException(new RequestFault(
                Refusals.IdempotencyKeyMissing,
                $"Send {KeyHeader} with 1 to {MaxKeyLength} characters of A-Z a-z 0-9 . _ : -, one per request."));
    }

    private static RequestFaultException Unknown(Refusal refusal) =>
        new(new RequestFault(refusal, "Check the path."));
}
