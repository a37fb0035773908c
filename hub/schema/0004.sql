-- The hub's store, version 4: one ticket per person, where a service is set so.

-- The numbers that the holder of an ID card got today; `person` is a hash, with a key that the hub does not have. Emptied
-- at the change of the day, and in no backup.
CREATE TABLE persons (
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    number TEXT NOT NULL,
    sum INTEGER,
    PRIMARY KEY (day, person, number)
) WITHOUT ROWID, STRICT;
