namespace OrderGrid.Simulated;

/// <summary>Bugs that are put in on purpose: the oracles must find each of them.</summary>
internal enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>An append is answered before it is committed.</summary>
    [Breaks("I1")]
    AcknowledgeBeforeCommit,

    /// <summary>An append whose outcome nobody knows is taken for done.</summary>
    [Breaks("I1")]
    UnknownTakenForYes,

    /// <summary>An append that lost the race is taken for done.</summary>
    [Breaks("I4")]
    ConflictTakenForYes,

    /// <summary>The journal appends wherever the stream ends.</summary>
    [Breaks("I4")]
    NoVersionCheck,

    /// <summary>The feed shows records in front of transactions that are still open.</summary>
    [Breaks("I11")]
    FeedByPosition,

    /// <summary>A lane keeps its cursor before the effects behind it have happened.</summary>
    [Breaks("L1", "I14")]
    CursorBeforeEffect,

    /// <summary>A lane forgets which subjects wait for a retry.</summary>
    [Breaks("L1", "I14")]
    ParkedForgotten,

    /// <summary>Every retry is sent under another business key.</summary>
    [Breaks("I12")]
    RetryWithNewKey,

    /// <summary>After an unknown outcome the document is sent again unasked, to an unnoticing partner.</summary>
    [Breaks("I12")]
    NoFindAfterUnknown,

    /// <summary>Holds do not expire.</summary>
    [Breaks("L3")]
    HoldWithoutExpiry,

    /// <summary>Accepted orders never commit or ship their holds.</summary>
    [Breaks("I8", "I9")]
    StockNeverSettled,

    /// <summary>A shipment that is reported again counts again.</summary>
    [Breaks("I10")]
    ShipmentCountedTwice,

    /// <summary>A hold that was refused is taken for held.</summary>
    [Breaks("I9")]
    HoldImagined,

    /// <summary>Holds are placed and their deadlines are not written.</summary>
    [Breaks("L3")]
    DeadlineNotAnnounced,

    /// <summary>A reservation is handed over to every order that names it.</summary>
    [Breaks("I9")]
    ReservationTakenTwice,

    /// <summary>A count does not say which shipments it includes, so that late reports take them off again.</summary>
    [Breaks("I8")]
    ShipmentInCountForgotten,

    /// <summary>A count that is older than the newest one is applied all the same.</summary>
    [Breaks("I8")]
    StaleCountApplied,

    /// <summary>A lane does not notice that a stream lost something.</summary>
    [Breaks("L1", "I14")]
    GapNotHealed,

    /// <summary>Availability takes whatever arrives last for the newest.</summary>
    [Breaks("I15")]
    AvailabilityWithoutVersions,

    /// <summary>The holds at a node that rejected an order are never given back.</summary>
    [Breaks("I9")]
    RejectedHoldKept,

    /// <summary>A kit that is short of one component keeps the others held.</summary>
    [Breaks("I9")]
    KitKeptInPart,

    /// <summary>What a reconciliation books is booked a second time, as a difference.</summary>
    [Breaks("L4")]
    CompensatedTwice,

    /// <summary>A report that breaks off is taken for whole.</summary>
    [Breaks("I20")]
    CutReportTaken,

    /// <summary>Orders do not take in that a part of what they hold is still to come.</summary>
    [Breaks("I7")]
    BackorderOverlooked,

    /// <summary>Every hold may be a backorder, whatever the channel's rules say.</summary>
    [Breaks("I7")]
    BackorderUnasked,

    /// <summary>Positions believe that they told orders of changed promises and tell nobody.</summary>
    [Breaks("I9")]
    PromiseToldToNobody,

    /// <summary>An attempt at an order does not go on with what an earlier one holds and keeps both.</summary>
    [Breaks("I9")]
    SeriesRestarted,

    /// <summary>The same, and with the order's hold all that earlier attempts left become final.</summary>
    [Breaks("I9")]
    SeriesCommittedTwice,

    /// <summary>A channel that has nothing left sells in another channel's name.</summary>
    [Breaks("I9")]
    AllotmentOfAnother,

    /// <summary>A position that is read again does not know any more what is reserved for channels.</summary>
    [Breaks("I7", "I4")]
    AllotmentForgotten,

    /// <summary>A position that is read again believes that more is there than ever was.</summary>
    [Breaks("I7")]
    GrantedBeyondStock,

    /// <summary>What is given back is put on the shelf in the books besides.</summary>
    [Breaks("I8")]
    ReleaseCountedTwice,

    /// <summary>A position lets orders commit holds long after they said they would have expired.</summary>
    [Breaks("I9")]
    CommittedAfterExpiry,

    /// <summary>Each hold is placed in the name of another buyer.</summary>
    [Breaks("I7")]
    BuyerRenamed,
}
