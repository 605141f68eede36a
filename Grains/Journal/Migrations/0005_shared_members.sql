-- A record of shape 2 leaves out of its later events what they share with its first one. The record is parsed once:
-- OFFSET 0 keeps the planner from doing it again for every use.
CREATE OR REPLACE VIEW journal_event AS
SELECT r.category, r.stream, r.first + e.ordinal - 1 AS version, e.event ->> 'type' AS type,
       e.event -> 'body' AS body,
       coalesce(e.event ->> 'command', p.events -> 0 ->> 'command') AS command,
       coalesce(e.event ->> 'correlation', p.events -> 0 ->> 'correlation') AS correlation,
       coalesce(e.event ->> 'time', p.events -> 0 ->> 'time')::timestamptz AS time,
       r.recorded_at, r.partition, r.transaction, r.sequence
FROM journal_record r
CROSS JOIN LATERAL (SELECT convert_from(r.payload, 'UTF8')::jsonb -> 'events' AS events OFFSET 0) AS p
CROSS JOIN LATERAL jsonb_array_elements(p.events) WITH ORDINALITY AS e (event, ordinal);
