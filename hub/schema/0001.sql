-- The hub's store, version 1. Times are legal time in milliseconds since 1970 UTC.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

-- Append-only. `seq` is the order of everything; `day` is the working day a fact belongs to.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    number TEXT NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Where each day begins in `events`: a day is found without an index that every ticket would have to pay for.
CREATE TABLE days (day TEXT PRIMARY KEY, first_seq INTEGER NOT NULL) WITHOUT ROWID, STRICT;

-- The first answer to each request, for its repeats; after 7 days only the highest n of each session is kept (marks).
CREATE TABLE answers (
    device TEXT NOT NULL,
    session TEXT NOT NULL,
    n INTEGER NOT NULL,
    digest BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (device, session, n)
) WITHOUT ROWID, STRICT;

CREATE TABLE marks (
    device TEXT NOT NULL,
    session TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (device, session)
) WITHOUT ROWID, STRICT;

-- The `do`s that no device has answered yet.
CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID, STRICT;

-- Legal time at monotonic zero of each boot of each device: what its old times mean after it was restarted.
CREATE TABLE boots (
    device TEXT NOT NULL,
    boot TEXT NOT NULL,
    zero_ms INTEGER NOT NULL,
    PRIMARY KEY (device, boot)
) WITHOUT ROWID, STRICT;
