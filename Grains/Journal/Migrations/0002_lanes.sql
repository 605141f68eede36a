-- What each lane has done, under a fence: the epoch belongs to the activation that claimed the lane last.
CREATE TABLE lane_state (
    epoch     bigint      NOT NULL CHECK (epoch >= 1),
    saved_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    lane      text        COLLATE "C" NOT NULL PRIMARY KEY,
    state     text        NOT NULL
);
