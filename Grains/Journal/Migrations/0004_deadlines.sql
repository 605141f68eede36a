-- When an aggregate has something to do by itself: written with its record, deleted once that time is over.
CREATE TABLE journal_deadline (
    due       timestamptz NOT NULL,
    category  smallint    NOT NULL,
    stream    text        COLLATE "C" NOT NULL,
    PRIMARY KEY (due, category, stream)
);

-- Rows come and go all day: have what is gone cleaned up early.
ALTER TABLE journal_deadline SET (autovacuum_vacuum_scale_factor = 0.05);
