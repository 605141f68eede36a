-- What clustered silos share beside the journal: who is a member, reminders, and small grain state such as stream
-- subscriptions. Orleans reads the statements for it from orleansquery; their keys, parameters and result columns are
-- its contract, everything else is ours. Every statement is one atomic command, so none needs a function.
CREATE TABLE orleansquery (
    querykey   text NOT NULL PRIMARY KEY,
    querytext  text NOT NULL
);

-- One row per cluster. Every change of its members raises the version, and only one of two concurrent changes that
-- saw the same version succeeds: the row's lock decides which.
CREATE TABLE orleans_cluster (
    version     integer      NOT NULL DEFAULT 0,
    changed_at  timestamptz  NOT NULL DEFAULT clock_timestamp(),
    cluster     text         COLLATE "C" NOT NULL PRIMARY KEY
);

-- A row is one life of a silo: a restart brings a new generation.
CREATE TABLE orleans_silo (
    started_at  timestamptz  NOT NULL,
    alive_at    timestamptz  NOT NULL,
    port        integer      NOT NULL,
    generation  integer      NOT NULL,
    status      integer      NOT NULL,
    client_port integer      NOT NULL,
    cluster     text         COLLATE "C" NOT NULL REFERENCES orleans_cluster ON DELETE CASCADE,
    address     text         COLLATE "C" NOT NULL,
    name        text         NOT NULL,
    host        text         NOT NULL,
    suspects    text,
    PRIMARY KEY (cluster, address, port, generation)
);

-- Silos write here every few seconds: leave space so that no index entry changes with it.
ALTER TABLE orleans_silo SET (fillfactor = 50);

CREATE TABLE orleans_reminder (
    period      bigint       NOT NULL,
    starts_at   timestamptz  NOT NULL,
    hash        integer      NOT NULL,
    version     integer      NOT NULL DEFAULT 0,
    service     text         COLLATE "C" NOT NULL,
    grain       text         COLLATE "C" NOT NULL,
    name        text         COLLATE "C" NOT NULL,
    PRIMARY KEY (service, grain, name)
);

-- A silo reads the reminders of its part of the ring.
CREATE INDEX orleans_reminder_ring ON orleans_reminder (service, hash);

-- The hashes that come with every call are not needed: the whole identity is the key, and one grain has one row.
CREATE TABLE orleans_state (
    number0     bigint       NOT NULL,
    number1     bigint       NOT NULL,
    changed_at  timestamptz  NOT NULL DEFAULT clock_timestamp(),
    version     integer      NOT NULL DEFAULT 1,
    service     text         COLLATE "C" NOT NULL,
    kind        text         COLLATE "C" NOT NULL,
    extension   text         COLLATE "C",
    payload     bytea,
    CONSTRAINT orleans_state_identity UNIQUE NULLS NOT DISTINCT (extension, number0, number1, kind, service)
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $query$
    WITH added AS (
        INSERT INTO orleans_cluster (cluster) VALUES (@DeploymentId) ON CONFLICT (cluster) DO NOTHING RETURNING 1)
    SELECT count(*)::integer FROM added
$query$),
('MembershipReadAllKey', $query$
    SELECT s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
           s.host AS "HostName", s.status AS "Status", s.client_port AS "ProxyPort", s.suspects AS "SuspectTimes",
           s.started_at AS "StartTime", s.alive_at AS "IAmAliveTime", c.version AS "Version"
    FROM orleans_cluster c
    LEFT JOIN orleans_silo s ON s.cluster = c.cluster
    WHERE c.cluster = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
    SELECT s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
           s.host AS "HostName", s.status AS "Status", s.client_port AS "ProxyPort", s.suspects AS "SuspectTimes",
           s.started_at AS "StartTime", s.alive_at AS "IAmAliveTime", c.version AS "Version"
    FROM orleans_cluster c
    LEFT JOIN orleans_silo s
        ON s.cluster = c.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE c.cluster = @DeploymentId
$query$),
('InsertMembershipKey', $query$
    WITH next AS (
        UPDATE orleans_cluster c SET version = c.version + 1, changed_at = clock_timestamp()
        WHERE c.cluster = @DeploymentId AND c.version = @Version AND NOT EXISTS (
            SELECT FROM orleans_silo s
            WHERE s.cluster = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
        RETURNING c.cluster),
    added AS (
        INSERT INTO orleans_silo (
            cluster, address, port, generation, name, host, status, client_port, started_at, alive_at)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
               @IAmAliveTime
        FROM next RETURNING 1)
    SELECT count(*)::integer FROM added
$query$),
('UpdateMembershipKey', $query$
    WITH next AS (
        UPDATE orleans_cluster c SET version = c.version + 1, changed_at = clock_timestamp()
        WHERE c.cluster = @DeploymentId AND c.version = @Version AND EXISTS (
            SELECT FROM orleans_silo s
            WHERE s.cluster = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
        RETURNING c.cluster),
    changed AS (
        UPDATE orleans_silo s SET status = @Status, suspects = @SuspectTimes, alive_at = @IAmAliveTime
        FROM next
        WHERE s.cluster = next.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
        RETURNING 1)
    SELECT count(*)::integer FROM changed
$query$),
-- A sign of life is no change of the members: it must not make concurrent changes fail.
('UpdateIAmAlivetimeKey', $query$
    UPDATE orleans_silo SET alive_at = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
('GatewaysQueryKey', $query$
    SELECT address AS "Address", client_port AS "ProxyPort", generation AS "Generation"
    FROM orleans_silo
    WHERE cluster = @DeploymentId AND status = @Status AND client_port > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM orleans_cluster WHERE cluster = @DeploymentId
$query$),
-- 3 is an active silo. One of those is only ever removed by the votes of others.
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM orleans_silo WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$query$),
('UpsertReminderRowKey', $query$
    INSERT INTO orleans_reminder AS r (service, grain, name, starts_at, period, hash)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    ON CONFLICT (service, grain, name) DO UPDATE
    SET starts_at = excluded.starts_at, period = excluded.period, hash = excluded.hash, version = r.version + 1
    RETURNING r.version AS "Version"
$query$),
('ReadReminderRowsKey', $query$
    SELECT grain AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period AS "Period",
           version AS "Version"
    FROM orleans_reminder WHERE service = @ServiceId AND grain = @GrainId
$query$),
('ReadReminderRowKey', $query$
    SELECT grain AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period AS "Period",
           version AS "Version"
    FROM orleans_reminder WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName
$query$),
('ReadRangeRows1Key', $query$
    SELECT grain AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period AS "Period",
           version AS "Version"
    FROM orleans_reminder WHERE service = @ServiceId AND hash > @BeginHash AND hash <= @EndHash
$query$),
-- The same where the part of the ring goes over its end.
('ReadRangeRows2Key', $query$
    SELECT grain AS "GrainId", name AS "ReminderName", starts_at AS "StartTime", period AS "Period",
           version AS "Version"
    FROM orleans_reminder WHERE service = @ServiceId AND (hash > @BeginHash OR hash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
    WITH gone AS (
        DELETE FROM orleans_reminder
        WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1)
    SELECT count(*)::integer FROM gone
$query$),
('DeleteReminderRowsKey', $query$
    DELETE FROM orleans_reminder WHERE service = @ServiceId
$query$),
('ReadFromStorageKey', $query$
    SELECT payload AS "PayloadBinary", changed_at AS "ModifiedOn", version AS "Version"
    FROM orleans_state
    WHERE extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND number0 = @GrainIdN0
      AND number1 = @GrainIdN1 AND kind = @GrainTypeString AND service = @ServiceId
$query$),
-- No row back means that the caller's version is not the last one.
('WriteToStorageKey', $query$
    WITH changed AS (
        UPDATE orleans_state
        SET payload = @PayloadBinary::bytea, version = version + 1, changed_at = clock_timestamp()
        WHERE extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND number0 = @GrainIdN0
          AND number1 = @GrainIdN1 AND kind = @GrainTypeString AND service = @ServiceId
          AND version = @GrainStateVersion::integer
        RETURNING version),
    added AS (
        INSERT INTO orleans_state (extension, number0, number1, kind, service, payload)
        SELECT @GrainIdExtensionString::text, @GrainIdN0, @GrainIdN1, @GrainTypeString, @ServiceId,
               @PayloadBinary::bytea
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT ON CONSTRAINT orleans_state_identity DO NOTHING
        RETURNING version)
    SELECT version AS "NewGrainStateVersion" FROM changed UNION ALL SELECT version FROM added
$query$),
-- The row stays, so that a writer with an older version is still refused.
('ClearStorageKey', $query$
    UPDATE orleans_state SET payload = NULL, version = version + 1, changed_at = clock_timestamp()
    WHERE extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND number0 = @GrainIdN0
      AND number1 = @GrainIdN1 AND kind = @GrainTypeString AND service = @ServiceId
      AND version = @GrainStateVersion::integer
    RETURNING version AS "NewGrainStateVersion"
$query$),
('DeleteStorageKey', $query$
    DELETE FROM orleans_state
    WHERE extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND number0 = @GrainIdN0
      AND number1 = @GrainIdN1 AND kind = @GrainTypeString AND service = @ServiceId
      AND version = @GrainStateVersion::integer
    RETURNING version + 1 AS "NewGrainStateVersion"
$query$);
