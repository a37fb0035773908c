-- A store of version 3, as the hub wrote it before it knew persons.

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
    answer TEXT NOT NULL, sum INTEGER,
    PRIMARY KEY (device, session, n)
) WITHOUT ROWID, STRICT;
INSERT INTO answers VALUES('counter-1','s',3,X'BEA2ADC82F045D6F',1795000000000,'{"id":"s.3","outcome":"refused","reason":"wrong_state","detail":"counter counter-1 has no ticket to start; call the next one first"}',3560568851);
INSERT INTO answers VALUES('counter-1','s',5,X'5B2A480791BA51A6',1795000000000,'{"id":"s.5","outcome":"refused","reason":"wrong_state","detail":"counter counter-1 has no ticket to finish; call the next one first"}',1168114282);
INSERT INTO answers VALUES('counter-2','s',8,X'A224590AAEE24F28',1795000000000,'{"id":"s.8","outcome":"refused","reason":"wrong_state","detail":"counter counter-2 has no ticket to finish; call the next one first"}',1612849040);
INSERT INTO answers VALUES('counter-2','s',10,X'A224590AAEE24F28',1795000000000,'{"id":"s.10","outcome":"refused","reason":"wrong_state","detail":"counter counter-2 has no ticket to finish; call the next one first"}',1993681815);
INSERT INTO answers VALUES('kiosk-1','s',1,X'B0DB29B98F39D32E',1795000000000,'{"id":"s.1","outcome":"accepted","reason":"","detail":"C001"}',3682113673);
INSERT INTO answers VALUES('kiosk-1','s',6,X'66F959F7E1D349FC',1795000000000,'{"id":"s.6","outcome":"accepted","reason":"","detail":"A001"}',485849474);
INSERT INTO answers VALUES('kiosk-1','s',7,X'67491DFA01310A01',1795000000000,'{"id":"s.7","outcome":"accepted","reason":"","detail":"A002"}',2584653294);
INSERT INTO answers VALUES('kiosk-1','s',11,X'360452BD14CB52BD',1795000000000,'{"id":"s.11","outcome":"accepted","reason":"","detail":"A004"}',2193918902);
INSERT INTO answers VALUES('kiosk-2','s',2,X'CDA450DAE3B84DD5',1795000000000,'{"id":"s.2","outcome":"accepted","reason":"","detail":"C002"}',1034627518);
INSERT INTO answers VALUES('kiosk-2','s',4,X'EAF6BA6C44E33C05',1795000000000,'{"id":"s.4","outcome":"accepted","reason":"","detail":"C003"}',2590959292);
INSERT INTO answers VALUES('kiosk-2','s',9,X'DA403B6662B897F8',1795000000000,'{"id":"s.9","outcome":"accepted","reason":"","detail":"A003"}',1537115898);

-- Table  boots
DROP TABLE IF EXISTS boots;
CREATE TABLE boots (
    device TEXT NOT NULL,
    boot TEXT NOT NULL,
    zero_ms INTEGER NOT NULL, sum INTEGER,
    PRIMARY KEY (device, boot)
) WITHOUT ROWID, STRICT;
INSERT INTO boots VALUES('kiosk-1','boot-1',1794999000000,575871784);

-- Table  commands
DROP TABLE IF EXISTS commands;
CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    body TEXT NOT NULL
, sum INTEGER) WITHOUT ROWID, STRICT;
INSERT INTO commands VALUES('c1-2-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p1","number":"C001","service":"civil","service_name":"Hộ tịch","service_name_en":"Civil status","counters":["2","3"],"zone":"","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.C001","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',134019644);
INSERT INTO commands VALUES('c1-3-0','kiosk-2',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p2","number":"C002","service":"civil","service_name":"Hộ tịch","service_name_en":"Civil status","counters":["2","3"],"zone":"","ahead":1,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.C002","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',4022006858);
INSERT INTO commands VALUES('c1-4-0','kiosk-2',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p4","number":"C003","service":"civil","service_name":"Hộ tịch","service_name_en":"Civil status","counters":["2","3"],"zone":"","ahead":2,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.C003","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',759653336);
INSERT INTO commands VALUES('c1-5-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p6","number":"A001","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":0,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A001","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',4248293837);
INSERT INTO commands VALUES('c1-6-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p7","number":"A002","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":1,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A002","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',2091936647);
INSERT INTO commands VALUES('c1-7-0','kiosk-2',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p9","number":"A003","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":2,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A003","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',1012005923);
INSERT INTO commands VALUES('c1-8-0','kiosk-1',1795000000000,1795000120000,'{"type":"PrintTicket","press":"p11","number":"A004","service":"land","service_name":"Đất đai","service_name_en":"Land","counters":["1","2"],"zone":"khu A","ahead":3,"expected_ms":null,"issued_hub_ms":1795000000000,"qr":"MC1.kontum.20261118.A004","priority":false,"reprint":0,"test":false,"booked_hub_ms":null}',452875931);

-- Table  cursors
DROP TABLE IF EXISTS cursors;
CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID, STRICT;
INSERT INTO cursors VALUES('news','i1:7',1468822441);

-- Table  days
DROP TABLE IF EXISTS days;
CREATE TABLE days (day TEXT PRIMARY KEY, first_seq INTEGER NOT NULL, sum INTEGER) WITHOUT ROWID, STRICT;
INSERT INTO days VALUES('2026-11-18',1,3938847215);

-- Table  dossiers
DROP TABLE IF EXISTS dossiers;
CREATE TABLE dossiers (
    code TEXT PRIMARY KEY,
    state INTEGER NOT NULL,
    accepted_ms INTEGER,
    due_ms INTEGER,
    at_ms INTEGER NOT NULL
, sum INTEGER) WITHOUT ROWID, STRICT;

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
, sum INTEGER) STRICT;
INSERT INTO events VALUES(1,'2026-11-18',1795000000000,'','','DayStarted','{"at_ms":1795000000000,"day":"2026-11-18"}',2184218984);
INSERT INTO events VALUES(2,'2026-11-18',1795000000000,'C001','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"C001","press":"p1","service":"civil","n":1,"ahead":0,"kiosk":"kiosk-1"}',1301061531);
INSERT INTO events VALUES(3,'2026-11-18',1795000000000,'C002','kiosk-2','TicketTaken','{"at_ms":1795000000000,"number":"C002","press":"p2","service":"civil","n":2,"ahead":1,"kiosk":"kiosk-2"}',3078903115);
INSERT INTO events VALUES(4,'2026-11-18',1795000000000,'C003','kiosk-2','TicketTaken','{"at_ms":1795000000000,"number":"C003","press":"p4","service":"civil","n":3,"ahead":2,"kiosk":"kiosk-2"}',77403530);
INSERT INTO events VALUES(5,'2026-11-18',1795000000000,'A001','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A001","press":"p6","service":"land","n":1,"ahead":0,"kiosk":"kiosk-1"}',3520262439);
INSERT INTO events VALUES(6,'2026-11-18',1795000000000,'A002','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A002","press":"p7","service":"land","n":2,"ahead":1,"kiosk":"kiosk-1"}',200383031);
INSERT INTO events VALUES(7,'2026-11-18',1795000000000,'A003','kiosk-2','TicketTaken','{"at_ms":1795000000000,"number":"A003","press":"p9","service":"land","n":3,"ahead":2,"kiosk":"kiosk-2"}',2419172394);
INSERT INTO events VALUES(8,'2026-11-18',1795000000000,'A004','kiosk-1','TicketTaken','{"at_ms":1795000000000,"number":"A004","press":"p11","service":"land","n":4,"ahead":3,"kiosk":"kiosk-1"}',515734044);

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
pragma user_version=3;

COMMIT TRANSACTION;
