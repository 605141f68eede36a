-- Which items a node has: one entry per position, made with its first record and never touched again.
CREATE INDEX journal_record_node_items ON journal_record ((split_part(stream, '@', 2)), stream)
    WHERE category = 2 AND first = 1;
