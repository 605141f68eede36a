-- One row is one append: 1..n events of one stream. Wide columns first, so that no row is padded.
CREATE TABLE journal_record (
    first        bigint      NOT NULL CHECK (first >= 1),
    transaction  xid8        NOT NULL DEFAULT pg_current_xact_id(),
    sequence     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    events       integer     NOT NULL CHECK (events >= 1),
    category     smallint    NOT NULL,
    partition    smallint    NOT NULL CHECK (partition BETWEEN 0 AND 63),
    stream       text        COLLATE "C" NOT NULL,
    payload      bytea       NOT NULL,
    -- The fence: of any number of writers that saw the same end of a stream, one gets to continue it.
    CONSTRAINT journal_record_fence PRIMARY KEY (stream, category, first)
);

-- The category leads the position, so that a reader of one category never walks over the others' records.
CREATE INDEX journal_record_feed ON journal_record (partition, category, transaction, sequence);

-- Rows are only ever added: let autovacuum mark pages all-visible soon, and leave no free space for updates.
ALTER TABLE journal_record SET (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE TABLE journal_snapshot (
    version   bigint   NOT NULL CHECK (version >= 1),
    schema    integer  NOT NULL,
    category  smallint NOT NULL,
    stream    text     COLLATE "C" NOT NULL,
    state     bytea    NOT NULL,
    PRIMARY KEY (stream, category)
);

-- For people: what happened, event by event.
CREATE VIEW journal_event AS
SELECT r.category, r.stream, r.first + e.ordinal - 1 AS version, e.event ->> 'type' AS type,
       e.event -> 'body' AS body, e.event ->> 'command' AS command, e.event ->> 'correlation' AS correlation,
       (e.event ->> 'time')::timestamptz AS time, r.recorded_at, r.partition, r.transaction, r.sequence
FROM journal_record r
CROSS JOIN LATERAL jsonb_array_elements(convert_from(r.payload, 'UTF8')::jsonb -> 'events')
    WITH ORDINALITY AS e (event, ordinal);
