-- The hub's store, version 2: the one-stop system.

-- How far we have read and told the one-stop system; a value means something to its reader only.
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

-- The last that the one-stop system said of each dossier, for when it does not answer. Nothing says whose it is.
CREATE TABLE dossiers (
    code TEXT PRIMARY KEY,
    state INTEGER NOT NULL,
    accepted_ms INTEGER,
    due_ms INTEGER,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
