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

-- What is to be done with the row of the same id, and what became of it.
--   kind 'match'                     : still to be matched with the help desk (phase one only)
--   kind 'insert', 'update', 'delete': a write; without an outcome it is pending
CREATE TABLE action (
    id          INTEGER PRIMARY KEY REFERENCES row (id),
    kind        TEXT NOT NULL
                CHECK (kind IN ('match', 'insert', 'update', 'delete', 'unchanged', 'skip', 'reject')),
    key         TEXT,                     -- the row's own match key, canonical
    search      TEXT,                     -- JSON array of all its keys, its own first: {"key": canonical, "values": as searched}
    payload     TEXT,                     -- JSON object: an insert whole, an update's changed fields
    base        TEXT,                     -- JSON object: the same fields as they were when planned
    server_id   TEXT,
    note        TEXT,
    outcome     TEXT CHECK (outcome IN ('written', 'unchanged', 'skipped', 'rejected', 'failed', 'unknown')),
    failure     TEXT                      -- JSON issue of a write that failed
) STRICT;

-- One sending of an action. Without an end it is open: it may have been sent or not.
CREATE TABLE attempt (
    row      INTEGER NOT NULL REFERENCES action (id),
    number   INTEGER NOT NULL,            -- from 1
    intended INTEGER NOT NULL,            -- epoch milliseconds
    ended    INTEGER,                     -- epoch milliseconds
    status   TEXT CHECK (status IN ('written', 'unchanged', 'rejected', 'failed', 'unknown', 'withdrawn')),
    cause    TEXT,
    PRIMARY KEY (row, number)
) STRICT, WITHOUT ROWID;
