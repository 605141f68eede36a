using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Http;

/// <summary>The one table that turns refusals, the domain's and the surface's, into problems.</summary>
public static partial class Refusals
{
    private const int SoonSeconds = 1;

    public static readonly Refusal Malformed =
        new("Malformed", 400, "The request is not as the contract says.");

    public static readonly Refusal IdempotencyKeyMissing =
        new("IdempotencyKeyMissing", 400, "The Idempotency-Key header is missing or malformed.");

    public static readonly Refusal ReasonMissing =
        new("ReasonMissing", 400, "The X-Actor or X-Reason header is missing or malformed.");

    public static readonly Refusal BadSignature = new("BadSignature", 401, "The signature is not valid.");

    public static readonly Refusal ForeignSubject =
        new("ForeignSubject", 403, "The partner may not speak for this part of the grid.");

    public static readonly Refusal UnknownRoute = new("UnknownRoute", 404, "There is nothing here.");

    public static readonly Refusal UnknownChannel = new("UnknownChannel", 404, "No such channel is configured.");

    public static readonly Refusal UnknownNode = new("UnknownNode", 404, "No such node is configured.");

    public static readonly Refusal UnknownPartner = new("UnknownPartner", 404, "No such partner is configured.");

    public static readonly Refusal NoSuchOrder = new("UnknownOrder", 404, "No such order was accepted.");

    public static readonly Refusal MethodNotAllowed =
        new("MethodNotAllowed", 405, "The method is not one of those in the Allow header.");

    public static readonly Refusal TooLarge = new("TooLarge", 413, "The body is larger than this endpoint takes.");

    public static readonly Refusal UnsupportedContentType =
        new("UnsupportedContentType", 415, "The Content-Type is not one this endpoint takes.");

    public static readonly Refusal TooManyRequests =
        new("TooManyRequests", 429, "More requests than the limit allows.", Retryable: true, SoonSeconds);

    public static readonly Refusal Internal = new("Internal", 500, "The grid failed; the correlation id finds why.");

    public static readonly Refusal Unavailable =
        new("Unavailable", 503, "Not available at the moment, try again.", Retryable: true, SoonSeconds);

    public static readonly Refusal Overloaded =
        new("Overloaded", 503, "More to do than can be done now, try again.", Retryable: true, SoonSeconds);

    public static readonly Refusal ItemBusy =
        new("ItemBusy", 503, "Too many orders for one item are under way, try again.", Retryable: true, SoonSeconds);

    public static readonly Refusal NotWritten =
        new("NotWritten", 503, "Nothing was written, try again.", Retryable: true, SoonSeconds);

    public static readonly Refusal OutcomeUnknown =
        new("OutcomeUnknown", 503, "Outcome unknown, repeat with the same key.", Retryable: true, SoonSeconds);

    private static readonly Refusal DuplicateWithOtherContent =
        new("DuplicateWithOtherContent", 422, "The order number was used before with other content.");

    private static readonly Refusal InvalidLines = new("InvalidLines", 422, "Lines cannot be understood.");

    private static readonly Refusal InsufficientStock =
        new("InsufficientStock", 409, "Not enough stock to promise the order in full.", Retryable: true);

    private static readonly Refusal UnknownReservation =
        new("UnknownReservation", 422, "No such reservation was placed.");

    private static readonly Refusal ReservationTaken =
        new("ReservationTaken", 409, "Another order has the reservation.");

    private static readonly Refusal ReservationConverted =
        new("ReservationConverted", 409, "An order has the reservation.");

    private static readonly Refusal ReservationReleased =
        new("ReservationReleased", 409, "The reservation was released.");

    private static readonly Refusal ReservationExpired = new("ReservationExpired", 409, "The reservation expired.");

    private static readonly Refusal TooManyReservations =
        new("TooManyReservations", 429, "The channel has as much reserved as it may.", Retryable: true, SoonSeconds);

    private static readonly Refusal InsufficientForReservation =
        new("InsufficientStock", 409, "Not enough stock to reserve the cart in full.");
    private static readonly Refusal CannotBeSourced =
        new("CannotBeSourced", 409, "The channel's rules leave no way to ship a line.", Retryable: true);

    private static readonly Refusal KeyReused =
        new("IdempotencyKeyReused", 422, "The Idempotency-Key was used before with another body.");

    private static readonly Refusal UnknownOrder = new("UnknownOrder", 422, "No such order was accepted.", true);

    private static readonly Refusal UnknownSubject =
        new("UnknownSubject", 422, "The order has no such line, node or shipment (yet).", Retryable: true);

    private static readonly Refusal MoreThanAllocated =
        new("MoreThanAllocated", 422, "More than was allocated at the node and not yet shipped.");

    private static readonly Refusal Contradiction =
        new("Contradiction", 422, "It contradicts what was recorded before.");

    private static readonly Refusal IdReused =
        new("IdReusedWithOtherContent", 422, "The id was used before with other content.");

    private static readonly Refusal UnknownHold = new("UnknownHold", 404, "No such hold.");

    private static readonly Refusal HoldExpired = new("HoldExpired", 409, "The hold expired.");

    private static readonly Refusal HoldReleased = new("HoldReleased", 409, "The hold was released.");

    private static readonly Refusal HoldCommitted = new("HoldCommitted", 409, "The hold is committed.");

    private static readonly Refusal HoldNotCommitted = new("HoldNotCommitted", 409, "The hold is still pending.");

    private static readonly Refusal MoreThanHeld = new("MoreThanHeld", 422, "More than the hold still has.");

    private static readonly Refusal QuantityOutOfRange =
        new("QuantityOutOfRange", 422, "A quantity is out of range.");

    private static readonly Refusal ExpiryOutOfRange = new("ExpiryOutOfRange", 422, "The expiry is out of range.");

    private static readonly Refusal TimeOutOfRange = new("TimeOutOfRange", 422, "A time is out of range or missing.");

    private static readonly Refusal UnknownReceipt = new("UnknownReceipt", 422, "No such receipt is expected.", true);

    private static readonly Refusal TooManyTerms =
        new("TooManyTerms", 409, "More receipts or reservations than a position keeps.", Retryable: true);

    private static readonly Refusal StaleStock =
        new("StaleStock", 409, "On hand is not what it was taken for, or a newer count was applied.");

    private static readonly Refusal BuyerCapReached =
        new("BuyerCapReached", 409, "The buyer has as many as one buyer may have.");

    private static readonly Refusal BelowHolds =
        new("BelowHolds", 409, "On hand would fall below what is held for orders.", Retryable: true);

    public static readonly Refusal NoSuchReservation =
        new("UnknownReservation", 404, "No such reservation was placed.");

    private static readonly Refusal UnknownFormat = new("UnknownFormat", 422, "The format is not a known one.");

    private static readonly Refusal BadNodes =
        new("BadNodes", 422, "A channel has 1 to 32 nodes, each once, and one at least that ships for it.");

    /// <summary>The rule set of a channel cannot work.</summary>
    public static readonly Refusal BadSourcing = new("BadSourcing", 422, "The sourcing rules cannot work.");

    /// <summary>No such kit is defined.</summary>
    public static readonly Refusal UnknownKit = new("UnknownKit", 404, "No such kit is defined.");

    /// <summary>The item is to be a kit, or is one, and a kit has no stock of its own.</summary>
    public static readonly Refusal KitHasStock = new("KitHasStock", 409, "A kit has no stock of its own.");

    private static readonly Refusal BadComponents =
        new("BadComponents", 422, "A kit has 1 to 50 components, each once, 1 to 10,000 pieces of each.");

    private static readonly Refusal NestedKit = new("NestedKit", 422, "A kit cannot contain a kit.");

    private static readonly Refusal TooManyKits = new("TooManyKits", 409, "The grid has as many kits as it may.");

    private static readonly Refusal OutOfRange =
        new("OutOfRange", 422, "A unit's factor, the hours to ship within, a cap or a share is out of range.");

    /// <summary>The row of a submitted order's answer; null when it was accepted.</summary>
    public static Refusal? Of(SubmitAnswer answer) => answer switch
    {
        SubmitAnswer.Accepted or SubmitAnswer.Repeated => null,
        SubmitAnswer.DuplicateWithOtherContent => DuplicateWithOtherContent,
        SubmitAnswer.UnknownChannel => UnknownChannel,
        SubmitAnswer.Malformed => Malformed,
        SubmitAnswer.InvalidLines => InvalidLines,
        SubmitAnswer.UnknownReservation => UnknownReservation,
        SubmitAnswer.ReservationTaken => ReservationTaken,
        SubmitAnswer.ReservationReleased => ReservationReleased,
        SubmitAnswer.ReservationExpired => ReservationExpired,
        SubmitAnswer.BuyerCapReached => BuyerCapReached,
        SubmitAnswer.InsufficientStock => InsufficientStock,
        SubmitAnswer.CannotBeSourced => CannotBeSourced,
        SubmitAnswer.NotWritten => NotWritten,
        SubmitAnswer.OutcomeUnknown => OutcomeUnknown,
    };

    /// <summary>The row of a report's answer; null when it is recorded.</summary>
    public static Refusal? Of(ReportAnswer answer) => answer switch
    {
        ReportAnswer.Recorded or ReportAnswer.AlreadyRecorded => null,
        ReportAnswer.UnknownOrder => UnknownOrder,
        ReportAnswer.UnknownSubject => UnknownSubject,
        ReportAnswer.MoreThanAllocated => MoreThanAllocated,
        ReportAnswer.Contradiction => Contradiction,
        ReportAnswer.NotWritten => NotWritten,
        ReportAnswer.OutcomeUnknown => OutcomeUnknown,
    };

    /// <summary>The row of a position's answer; null when it was done.</summary>
    public static Refusal? Of(PositionAnswer answer) => answer switch
    {
        PositionAnswer.Done => null,
        PositionAnswer.IdReusedWithOtherContent => IdReused,
        PositionAnswer.UnknownHold => UnknownHold,
        PositionAnswer.HoldExpired => HoldExpired,
        PositionAnswer.HoldReleased => HoldReleased,
        PositionAnswer.HoldCommitted => HoldCommitted,
        PositionAnswer.HoldNotCommitted => HoldNotCommitted,
        PositionAnswer.MoreThanHeld => MoreThanHeld,
        PositionAnswer.QuantityOutOfRange => QuantityOutOfRange,
        PositionAnswer.ExpiryOutOfRange => ExpiryOutOfRange,
        PositionAnswer.TimeOutOfRange => TimeOutOfRange,
        PositionAnswer.UnknownReceipt => UnknownReceipt,
        PositionAnswer.TooManyTerms => TooManyTerms,
        PositionAnswer.StaleStock => StaleStock,
        PositionAnswer.BuyerCapReached => BuyerCapReached,
        PositionAnswer.InsufficientStock => InsufficientStock,
        PositionAnswer.BelowHolds => BelowHolds,
        PositionAnswer.NotWritten => NotWritten,
        PositionAnswer.OutcomeUnknown => OutcomeUnknown,
    };

    /// <summary>The row of a reservation's answer; null when it was done, now or before.</summary>
    public static Refusal? Of(ReservationAnswer answer) => answer switch
    {
        ReservationAnswer.Done or ReservationAnswer.Repeated => null,
        ReservationAnswer.IdReusedWithOtherContent => IdReused,
        ReservationAnswer.UnknownChannel => UnknownChannel,
        ReservationAnswer.UnknownReservation => NoSuchReservation,
        ReservationAnswer.Converted => ReservationConverted,
        ReservationAnswer.Released => ReservationReleased,
        ReservationAnswer.Expired => ReservationExpired,
        ReservationAnswer.Malformed => Malformed,
        ReservationAnswer.InvalidLines => InvalidLines,
        ReservationAnswer.ExpiryOutOfRange => ExpiryOutOfRange,
        ReservationAnswer.TooManyReservations => TooManyReservations,
        ReservationAnswer.BuyerCapReached => BuyerCapReached,
        ReservationAnswer.InsufficientStock => InsufficientForReservation,
        ReservationAnswer.NotWritten => NotWritten,
        ReservationAnswer.OutcomeUnknown => OutcomeUnknown,
        ReservationAnswer.CannotBeSourced => CannotBeSourced,
    };

    /// <summary>The row of a claim's answer; null when the key is the caller's.</summary>
    public static Refusal? Of(ClaimAnswer answer) => answer switch
    {
        ClaimAnswer.First or ClaimAnswer.Repeated => null,
        ClaimAnswer.OtherContent => KeyReused,
        ClaimAnswer.NotWritten => NotWritten,
        ClaimAnswer.OutcomeUnknown => OutcomeUnknown,
    };

    /// <summary>The row of a kit's definition; null when it is in force.</summary>
    public static Refusal? Of(DefineKitAnswer answer) => answer switch
    {
        DefineKitAnswer.Done => null,
        DefineKitAnswer.BadComponents or DefineKitAnswer.ComponentTwice or DefineKitAnswer.PerKitOutOfRange =>
            BadComponents,
        DefineKitAnswer.ContainsItself or DefineKitAnswer.NestedKit => NestedKit,
        DefineKitAnswer.TooManyKits => TooManyKits,
        DefineKitAnswer.NotWritten => NotWritten,
        DefineKitAnswer.OutcomeUnknown => OutcomeUnknown,
    };

    /// <summary>The row of a configuration's answer; null when it is in force.</summary>
    public static Refusal? Of(ConfigureAnswer answer) => answer switch
    {
        ConfigureAnswer.Done => null,
        ConfigureAnswer.UnknownFormat => UnknownFormat,
        ConfigureAnswer.BadNodes => BadNodes,
        ConfigureAnswer.OutOfRange => OutOfRange,
        ConfigureAnswer.BadSourcing => BadSourcing,
        ConfigureAnswer.NotWritten => NotWritten,
        ConfigureAnswer.OutcomeUnknown => OutcomeUnknown,
    };
}
