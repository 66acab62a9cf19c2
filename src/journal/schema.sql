-- The checks of words use OR: for IN with many words, SQLite builds a temporary index at each insert.

-- The sources: files, or sheets of workbooks.
CREATE TABLE source (
    id      INTEGER PRIMARY KEY,          -- from 0, in the order of the command line
    file    TEXT NOT NULL,
    sheet   TEXT,
    header  TEXT NOT NULL                 -- JSON array of column names
) STRICT;

-- The rows of all sources, as read.
CREATE TABLE row (
    id      INTEGER PRIMARY KEY,          -- from 1, in the order of reading
    source  INTEGER NOT NULL REFERENCES source (id),
    row     INTEGER NOT NULL,             -- as a spreadsheet counts
    line    INTEGER NOT NULL,             -- of a text file; otherwise 0
    cells   TEXT NOT NULL,                -- JSON array of texts
    issues  TEXT                          -- JSON array of issues found before writing
) STRICT;

-- The action planned for the row with the same id.
--   kind 'match'                     : still to be matched with the help desk (only in phase one)
--   kind 'insert', 'update', 'delete': a write
CREATE TABLE action (
    id          INTEGER PRIMARY KEY REFERENCES row (id),
    kind        TEXT NOT NULL
                CHECK (kind = 'match' OR kind = 'insert' OR kind = 'update' OR kind = 'delete' OR kind = 'unchanged'
                       OR kind = 'skip' OR kind = 'reject' OR kind = 'merge'),
    key         TEXT,                     -- the row's first match key, canonical
    search      TEXT,                     -- JSON array of its match keys: {"key": canonical, "values": as searched}
    payload     TEXT,                     -- JSON object: an insert's customer, or an update's changed fields
    base        TEXT,                     -- JSON object: the base values of these fields
    server_id   TEXT,                     -- of the matched customer
    note        TEXT,
    outcome     TEXT                      -- of an action that writes nothing
                CHECK (outcome = 'unchanged' OR outcome = 'skipped' OR outcome = 'rejected' OR outcome = 'merged')
) STRICT;

-- Merged rows and the rows that carry their customers. The action of a merged row is of kind 'merge'; its outcome is
-- that of its carrier.
CREATE TABLE merged (
    row      INTEGER PRIMARY KEY REFERENCES action (id),
    carrier  INTEGER NOT NULL REFERENCES action (id)
) STRICT;

CREATE INDEX merged_carrier ON merged (carrier);

-- The outcomes of writes. A table of its own, so that recording an outcome does not write the payload again.
CREATE TABLE outcome (
    row         INTEGER PRIMARY KEY REFERENCES action (id),
    outcome     TEXT NOT NULL
                CHECK (outcome = 'written' OR outcome = 'unchanged' OR outcome = 'rejected' OR outcome = 'failed'
                       OR outcome = 'unknown'),
    server_id   TEXT,                     -- of the written customer
    failure     TEXT,                     -- JSON issue of a failed write
    ended       INTEGER                   -- epoch milliseconds of the response; NULL for an insert found by a lookup
) STRICT;

-- Every action with its outcome. A write without an outcome is pending.
CREATE VIEW result AS
    SELECT a.id, a.kind, a.key, a.search, a.payload, a.base, coalesce(o.server_id, a.server_id) AS server_id,
           a.note, coalesce(o.outcome, a.outcome) AS outcome, o.failure
    FROM action a LEFT JOIN outcome o ON o.row = a.id;

-- The intents of first attempts, for all rows from `first` to `last`, all of which are writes. Intents do not overlap.
CREATE TABLE intent (
    last     INTEGER PRIMARY KEY,
    first    INTEGER NOT NULL CHECK (first <= last),
    at       INTEGER NOT NULL             -- epoch milliseconds
) STRICT;

-- Attempts that need their own record: those that ended without an outcome, and all attempts of a row with several.
CREATE TABLE again (
    row      INTEGER NOT NULL REFERENCES action (id),
    number   INTEGER NOT NULL,            -- from 1
    intended INTEGER NOT NULL,            -- epoch milliseconds
    ended    INTEGER,                     -- epoch milliseconds
    status   TEXT                         -- found, absent: unknown, then resolved by a lookup
             CHECK (status = 'written' OR status = 'unchanged' OR status = 'rejected' OR status = 'failed'
                    OR status = 'unknown' OR status = 'withdrawn' OR status = 'found' OR status = 'absent'),
    cause    TEXT,
    PRIMARY KEY (row, number)
) STRICT, WITHOUT ROWID;

-- Every attempt. An attempt without an end is open: it may or may not have been sent.
CREATE VIEW attempt AS
    SELECT row, number, intended, ended, status, cause FROM again
    UNION ALL
    SELECT a.id, 1, i.at, o.ended, CASE WHEN o.ended IS NOT NULL THEN o.outcome END, o.failure ->> 'message'
    FROM intent i JOIN action a ON a.id BETWEEN i.first AND i.last LEFT JOIN outcome o ON o.row = a.id
    WHERE NOT EXISTS (SELECT 1 FROM again g WHERE g.row = a.id AND g.number = 1);

-- The fields whose wanted value differs from the help desk's and that their policy does not write. Journals of earlier
-- versions get this table when they are written again.
CREATE TABLE IF NOT EXISTS protected (
    row      INTEGER NOT NULL REFERENCES action (id),
    field    TEXT NOT NULL,               -- email, customFields.segment
    policy   TEXT NOT NULL,               -- if_empty, on_insert, never
    wanted   TEXT NOT NULL,               -- JSON: the value of the row
    current  TEXT NOT NULL,               -- JSON: the value of the help desk
    late     INTEGER NOT NULL,            -- 1: found by the read before the write, after the plan was made
    PRIMARY KEY (row, field)
) STRICT, WITHOUT ROWID;

-- Fields that a write leaves out without protecting anything. Journals of earlier versions get this table when they are
-- written again.
CREATE TABLE IF NOT EXISTS unwritten (
    row      INTEGER NOT NULL REFERENCES action (id),
    why      TEXT NOT NULL,               -- same: the customer had them as wanted before the write;
                                          -- never: a policy keeps them out of this insert
    fields   TEXT NOT NULL,               -- JSON object: the wanted values
    PRIMARY KEY (row, why)
) STRICT, WITHOUT ROWID;

-- One row: the run of this journal, and the file in which its plan was made.
CREATE TABLE run (
    id       TEXT NOT NULL,
    inode    INTEGER NOT NULL,
    born     INTEGER                      -- epoch nanoseconds, if the file system stores them
) STRICT;
