namespace OrderGrid.Simulated;

/// <summary>Bugs that are put in on purpose: the oracles must find each of them.</summary>
internal enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>An append is answered before it is committed.</summary>
    AcknowledgeBeforeCommit,

    /// <summary>An append whose outcome nobody knows is taken for done.</summary>
    UnknownTakenForYes,

    /// <summary>An append that lost the race is taken for done.</summary>
    ConflictTakenForYes,

    /// <summary>The journal appends wherever the stream ends.</summary>
    NoVersionCheck,

    /// <summary>The feed shows records in front of transactions that are still open.</summary>
    FeedByPosition,

    /// <summary>A lane keeps its cursor before the effects behind it have happened.</summary>
    CursorBeforeEffect,

    /// <summary>A lane forgets which subjects wait for a retry.</summary>
    ParkedForgotten,

    /// <summary>Every retry is sent under another business key.</summary>
    RetryWithNewKey,

    /// <summary>After an unknown outcome the document is sent again unasked, to an unnoticing partner.</summary>
    NoFindAfterUnknown,

    /// <summary>Holds do not expire.</summary>
    HoldWithoutExpiry,

    /// <summary>Accepted orders never commit or ship their holds.</summary>
    StockNeverSettled,

    /// <summary>A shipment that is reported again counts again.</summary>
    ShipmentCountedTwice,

    /// <summary>A hold that was refused is taken for held.</summary>
    HoldImagined,

    /// <summary>Holds are placed and their deadlines are not written.</summary>
    DeadlineNotAnnounced,

    /// <summary>A reservation is handed over to every order that names it.</summary>
    ReservationTakenTwice,

    /// <summary>A count does not say which shipments it includes, so that late reports take them off again.</summary>
    ShipmentInCountForgotten,

    /// <summary>A count that is older than the newest one is applied all the same.</summary>
    StaleCountApplied,

    /// <summary>A lane does not notice that a stream lost something.</summary>
    GapNotHealed,

    /// <summary>Availability takes whatever arrives last for the newest.</summary>
    AvailabilityWithoutVersions,

    /// <summary>The holds at a node that rejected an order are never given back.</summary>
    RejectedHoldKept,

    /// <summary>A kit that is short of one component keeps the others held.</summary>
    KitKeptInPart,

    /// <summary>What a reconciliation books is booked a second time, as a difference.</summary>
    CompensatedTwice,

    /// <summary>A report that breaks off is taken for whole.</summary>
    CutReportTaken,

    /// <summary>Orders do not take in that a part of what they hold is still to come.</summary>
    BackorderOverlooked,

    /// <summary>Every hold may be a backorder, whatever the channel's rules say.</summary>
    BackorderUnasked,

    /// <summary>Positions believe that they told orders of changed promises and tell nobody.</summary>
    PromiseToldToNobody,

    /// <summary>An attempt at an order does not go on with what an earlier one holds and keeps both.</summary>
    SeriesRestarted,

    /// <summary>The same, and with the order's hold all that earlier attempts left become final.</summary>
    SeriesCommittedTwice,

    /// <summary>A channel that has nothing left sells in another channel's name.</summary>
    AllotmentOfAnother,

    /// <summary>A position that is read again does not know any more what is reserved for channels.</summary>
    AllotmentForgotten,
}
