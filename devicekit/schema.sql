-- The spool of one device. Small pages: a commit writes whole pages, and an SD card counts them.
CREATE TABLE IF NOT EXISTS outbox (
    n INTEGER PRIMARY KEY,          -- order of happening
    id TEXT NOT NULL,               -- message id, kept for ever
    key TEXT NOT NULL,              -- the logic's name for it, '' if none
    boot TEXT NOT NULL,
    happened_ms INTEGER NOT NULL,
    body BLOB NOT NULL              -- JSON of the event body
);
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,            -- command id
    hub_ms INTEGER NOT NULL,        -- when the hub sent it: the age by which it is forgotten
    digest BLOB NOT NULL,           -- of its body
    event TEXT,                     -- id of the event that answers it; NULL while the work goes on
    boot TEXT,
    happened_ms INTEGER,
    body BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
