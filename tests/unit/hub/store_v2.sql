-- A store of version 2, as the hub wrote it before facts had sums.

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
INSERT INTO answers VALUES('counter-1','s',4,X'B7B8495365CF8668',1795000000000,'{"id":"s.4","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-1','s',5,X'B7B8495365CF8668',1795000000000,'{"id":"s.5","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-1','s',6,X'CC828E1E6B9253EE',1795000000000,'{"id":"s.6","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('counter-3','s',7,X'CB6FE3FCA0A41788',1795000000000,'{"id":"s.7","outcome":"accepted","reason":"","detail":"C001"}');
INSERT INTO answers VALUES('kiosk-1','s',1,X'D33B84C27BAAE333',1795000000000,'{"id":"s.1","outcome":"accepted","reason":"","detail":"A001"}');
INSERT INTO answers VALUES('kiosk-1','s',3,X'84548B3E1AF9466A',1795000000000,'{"id":"s.3","outcome":"accepted","reason":"","detail":"A002"}');
INSERT INTO answers VALUES('kiosk-2','s',2,X'B2EE5422534D695F',1795000000000,'{"id":"s.2","outcome":"accepted","reason":"","detail":"C001"}');

-- Table  boots
DROP TABLE IF EXISTS boots;
CREATE TABLE boots (
    device TEXT NOT NULL,
    boot TEXT NOT NULL,
    zero_ms INTEGER NOT NULL,
    PRIMARY KEY (device, boot)
) WITHOUT ROWID, STRICT;
INSERT INTO boots VALUES('kiosk-1','boot-1',1794999000000);

-- Table  commands
DROP TABLE IF EXISTS commands;
CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID, STRICT;
INSERT INTO commands VALUES('c1-2-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p1","number":"A001","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A001","priority":false,"reprint":0}');
INSERT INTO commands VALUES('c1-3-0','kiosk-2',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p2","number":"C001","service":"civil","service_name":"Hộ tịch","service_name_en":"Civil status","counters":["2","3"],"zone":"","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.C001","priority":false,"reprint":0}');
INSERT INTO commands VALUES('c1-4-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p3","number":"A002","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":1,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A002","priority":false,"reprint":0}');

-- Table  cursors
DROP TABLE IF EXISTS cursors;
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO cursors VALUES('news','i1:7');

-- Table  days
DROP TABLE IF EXISTS days;
CREATE TABLE days (day TEXT PRIMARY KEY, first_seq INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO days VALUES('2026-11-18',1);

-- Table  dossiers
DROP TABLE IF EXISTS dossiers;
CREATE TABLE dossiers (
    code TEXT PRIMARY KEY,
    state INTEGER NOT NULL,
    accepted_ms INTEGER,
    due_ms INTEGER,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
INSERT INTO dossiers VALUES('H34.12-261118-0001',1,NULL,NULL,1795000000000);

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
INSERT INTO events VALUES(2,'2026-11-18',1795000000000,'A001','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A001","press":"p1","service":"land","n":1,"ahead":0,"kiosk":"kiosk-1"}');
INSERT INTO events VALUES(3,'2026-11-18',1795000000000,'C001','kiosk-2','TicketTaken','{"at_ms":1795000000000,"number":"C001","press":"p2","service":"civil","n":1,"ahead":0,"kiosk":"kiosk-2"}');
INSERT INTO events VALUES(4,'2026-11-18',1795000000000,'A002','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A002","press":"p3","service":"land","n":2,"ahead":1,"kiosk":"kiosk-1"}');
INSERT INTO events VALUES(5,'2026-11-18',1795000000000,'A001','counter-1','Called','{"at_ms":1795000000000,"number":"A001","counter":"counter-1"}');
INSERT INTO events VALUES(6,'2026-11-18',1795000000000,'A001','counter-1','Started','{"at_ms":1795000000000,"number":"A001","counter":"counter-1"}');
INSERT INTO events VALUES(7,'2026-11-18',1795000000000,'A001','counter-1','DossierReported','{"at_ms":1795000000000,"number":"A001","code":"H34.12-261118-0001","state":1,"counter":"counter-1"}');
INSERT INTO events VALUES(8,'2026-11-18',1795000000000,'C001','counter-3','Called','{"at_ms":1795000000000,"number":"C001","counter":"counter-3"}');

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
pragma user_version=2;

COMMIT TRANSACTION;
