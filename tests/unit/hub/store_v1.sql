-- A store of version 1, as 0.1.0 wrote it.

-- The values of various per-database settings
PRAGMA page_size=1024;
-- PRAGMA encoding='UTF-8';
-- PRAGMA auto_vacuum=NONE;
-- PRAGMA max_page_count=4294967294;

BEGIN TRANSACTION;

-- Table  answers
DROP TABLE IF EXISTS answers;
CREATE TABLE answers (
    device TEXT NOT NULL,
    session TEXT NOT NULL,
    n INTEGER NOT NULL,
    digest BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (device, session, n)
) WITHOUT ROWID, STRICT;
INSERT INTO answers VALUES('counter-1','s',3,X'B7B8495365CF8668',1795000000000,'{"id":"s.3","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-1','s',4,X'B7B8495365CF8668',1795000000000,'{"id":"s.4","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-1','s',5,X'1CE32021936B0081',1795000000000,'{"id":"s.5","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-3','s',6,X'CB6FE3FCA0A41788',1795000000000,'{"id":"s.6","outcome":"accepted","reason":"","detail":"C001"}');
INSERT INTO answers VALUES('kiosk-1','s',1,X'DC21584B55C4C875',1795000000000,'{"id":"s.1","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('kiosk-1','s',2,X'453B9823CADB20DD',1795000000000,'{"id":"s.2","outcome":"accepted","reason":"","detail":"C001"}');

-- Table  boots
DROP TABLE IF EXISTS boots;
CREATE TABLE boots (
    device TEXT NOT NULL,
    boot TEXT NOT NULL,
    zero_ms INTEGER NOT NULL,
    PRIMARY KEY (device, boot)
) WITHOUT ROWID, STRICT;

-- Table  commands
DROP TABLE IF EXISTS commands;
CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID, STRICT;
INSERT INTO commands VALUES('c1-2-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"kiosk-1.s.1","number":"A001","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A001","priority":false,"reprint":0}');
INSERT INTO commands VALUES('c1-3-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"kiosk-1.s.2","number":"C001","service":"civil","service_name":"Hộ tịch","service_name_en":"Civil status","counters":["2","3"],"zone":"","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.C001","priority":true,"reprint":0}');

-- Table  days
DROP TABLE IF EXISTS days;
CREATE TABLE days (day TEXT PRIMARY KEY, first_seq INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO days VALUES('2026-11-18',1);

-- Table  events
DROP TABLE IF EXISTS events;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    number TEXT NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO events VALUES(1,'2026-11-18',1795000000000,'','','DayStarted','{"at_ms":1795000000000,"day":"2026-11-18"}');
INSERT INTO events VALUES(2,'2026-11-18',1795000000000,'A001','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A001","press":"kiosk-1.s.1","service":"land","n":1,"ahead":0,"kiosk":"kiosk-1"}');
INSERT INTO events VALUES(3,'2026-11-18',1795000000000,'C001','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"C001","press":"kiosk-1.s.2","service":"civil","n":1,"ahead":0,"priority":true,"kiosk":"kiosk-1"}');
INSERT INTO events VALUES(4,'2026-11-18',1795000000000,'A001','counter-1','Called','{"at_ms":1795000000000,"number":"A001","counter":"counter-1"}');
INSERT INTO events VALUES(5,'2026-11-18',1795000000000,'A001','counter-1','Started','{"at_ms":1795000000000,"number":"A001","counter":"counter-1"}');
INSERT INTO events VALUES(6,'2026-11-18',1795000000000,'A001','counter-1','Finished','{"at_ms":1795000000000,"number":"A001","counter":"counter-1","result":1}');
INSERT INTO events VALUES(7,'2026-11-18',1795000000000,'C001','counter-3','Called','{"at_ms":1795000000000,"number":"C001","counter":"counter-3"}');

-- Table  marks
DROP TABLE IF EXISTS marks;
CREATE TABLE marks (
    device TEXT NOT NULL,
    session TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (device, session)
) WITHOUT ROWID, STRICT;

-- Table  meta
DROP TABLE IF EXISTS meta;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO meta VALUES('epoch','1');
INSERT INTO meta VALUES('site','kontum');

-- Database header
pragma user_version=1;

COMMIT TRANSACTION;
