-- One row a source: a file, or a sheet of a workbook.
CREATE TABLE source (
    id      INTEGER PRIMARY KEY,          -- from 0, in the order of the command line
    file    TEXT NOT NULL,
    sheet   TEXT,
    header  TEXT NOT NULL                 -- JSON array of the columns' names
) STRICT;

-- One row a source row, as read.
CREATE TABLE row (
    id      INTEGER PRIMARY KEY,          -- from 1, in the order of reading
    source  INTEGER NOT NULL REFERENCES source (id),
    row     INTEGER NOT NULL,             -- as a spreadsheet numbers it
    line    INTEGER NOT NULL,             -- of a text file; 0 where there are no lines
    cells   TEXT NOT NULL,                -- JSON array of texts
    issues  TEXT                          -- JSON array of issues found before writing
) STRICT;

-- What is to be done with the row of the same id.
--   kind 'match'                     : still to be matched with the help desk (phase one only)
--   kind 'insert', 'update', 'delete': a write
CREATE TABLE action (
    id          INTEGER PRIMARY KEY REFERENCES row (id),
    kind        TEXT NOT NULL
                CHECK (kind IN ('match', 'insert', 'update', 'delete', 'unchanged', 'skip', 'reject', 'merge')),
    key         TEXT,                     -- the row's own match key, canonical
    search      TEXT,                     -- JSON array of all its keys, its own first: {"key": canonical, "values": as searched}
    payload     TEXT,                     -- JSON object: an insert whole, an update's changed fields
    base        TEXT,                     -- JSON object: the same fields as they were when planned
    server_id   TEXT,                     -- of the customer as it was matched
    note        TEXT,
    outcome     TEXT                      -- where nothing is to be written
                CHECK (outcome IN ('unchanged', 'skipped', 'rejected', 'merged'))
) STRICT;

-- A row whose customer another row carries: its action is of kind 'merge', and what becomes of it becomes of the carrier.
CREATE TABLE merged (
    row      INTEGER PRIMARY KEY REFERENCES action (id),
    carrier  INTEGER NOT NULL REFERENCES action (id)
) STRICT;

CREATE INDEX merged_carrier ON merged (carrier);

-- What became of a write. Apart from its action, so that noting it does not write the payload once more.
CREATE TABLE outcome (
    row         INTEGER PRIMARY KEY REFERENCES action (id),
    outcome     TEXT NOT NULL CHECK (outcome IN ('written', 'unchanged', 'rejected', 'failed', 'unknown')),
    server_id   TEXT,                     -- of the customer as it was written
    failure     TEXT,                     -- JSON issue of a write that failed
    ended       INTEGER                   -- epoch milliseconds of the answer; NULL of an attempt that was adopted
) STRICT;

-- Every action with what became of it; a write without an outcome is pending.
CREATE VIEW result AS
    SELECT a.id, a.kind, a.key, a.search, a.payload, a.base, coalesce(o.server_id, a.server_id) AS server_id,
           a.note, coalesce(o.outcome, a.outcome) AS outcome, o.failure
    FROM action a LEFT JOIN outcome o ON o.row = a.id;

-- The intents of first attempts: of all rows from the first to the last, each of them a write. No two overlap.
CREATE TABLE intent (
    last     INTEGER PRIMARY KEY,
    first    INTEGER NOT NULL CHECK (first <= last),
    at       INTEGER NOT NULL             -- epoch milliseconds
) STRICT;

-- Attempts of which intent and outcome do not tell all: those that ended without an outcome, second ones, and the
-- first ones before those.
CREATE TABLE again (
    row      INTEGER NOT NULL REFERENCES action (id),
    number   INTEGER NOT NULL,            -- from 1
    intended INTEGER NOT NULL,            -- epoch milliseconds
    ended    INTEGER,                     -- epoch milliseconds
    status   TEXT CHECK (status IN ('written', 'unchanged', 'rejected', 'failed', 'unknown', 'withdrawn',
                                    'found', 'absent')),  -- the last two: of what was unknown, by settlement
    cause    TEXT,
    PRIMARY KEY (row, number)
) STRICT, WITHOUT ROWID;

-- Every sending of an action. Without an end it is open: it may have been sent or not.
CREATE VIEW attempt AS
    SELECT row, number, intended, ended, status, cause FROM again
    UNION ALL
    SELECT a.id, 1, i.at, o.ended, CASE WHEN o.ended IS NOT NULL THEN o.outcome END, o.failure ->> 'message'
    FROM intent i JOIN action a ON a.id BETWEEN i.first AND i.last LEFT JOIN outcome o ON o.row = a.id
    WHERE NOT EXISTS (SELECT 1 FROM again g WHERE g.row = a.id AND g.number = 1);

-- One row: which run this is the journal of, and which file it was when the plan was made.
CREATE TABLE run (
    id       TEXT NOT NULL,
    inode    INTEGER NOT NULL,
    born     INTEGER                      -- epoch nanoseconds, where the file system knows
) STRICT;
