-- The hub's store, version 3: sums, so that a flipped bit is noticed before anybody is told it.

-- A fact's sum goes on from the sum of the fact before it. NULL in rows that an older version wrote.
ALTER TABLE events ADD COLUMN sum INTEGER;
ALTER TABLE days ADD COLUMN sum INTEGER;
ALTER TABLE answers ADD COLUMN sum INTEGER;
ALTER TABLE commands ADD COLUMN sum INTEGER;
ALTER TABLE boots ADD COLUMN sum INTEGER;
ALTER TABLE cursors ADD COLUMN sum INTEGER;
ALTER TABLE dossiers ADD COLUMN sum INTEGER;
