"""What the store forgets, and when: answers that nobody asks for any more, what slips said, whose card had a number.

Answers of more than 7 days ago become one mark for each session, up to its first gap. A gap is an event that never
came, and may still: a clock that jumped a year ahead, or a kiosk that lay in a drawer with it. One that thousands have
overtaken never will.
"""

import apsw

ANSWERS_KEPT_MS = 7 * 24 * 3600 * 1000
# No device prints what expired yesterday; whoever had to tell what became of it has done so long ago.
ORDERS_KEPT_MS = 24 * 3600 * 1000
OVERTAKEN_BY = 5000
# A session's events are numbered from 1 without a gap; whoever does not number them has sessions of one event, 0.
_MARK_WHOLE = """
    INSERT INTO marks
    SELECT device, session, max(n) FROM (
        SELECT device, session, answers.n AS n, answers.n - coalesce(marks.n, 0)
            - row_number() OVER (PARTITION BY device, session ORDER BY answers.n) AS missing
        FROM answers LEFT JOIN marks USING (device, session) WHERE at_ms < ?
    ) WHERE missing <= 0 GROUP BY device, session
    ON CONFLICT DO UPDATE SET n = max(n, excluded.n)
"""
_MARK_ALL = """
    INSERT INTO marks SELECT device, session, max(n) FROM answers WHERE at_ms < ? GROUP BY device, session
    HAVING count(*) > ?
    ON CONFLICT DO UPDATE SET n = max(n, excluded.n)
"""
_FORGET_MARKED = """
    DELETE FROM answers WHERE n <= (
        SELECT n FROM marks WHERE marks.device = answers.device AND marks.session = answers.session
    )
"""


def purge(db: apsw.Connection, now_ms: int) -> None:
    """Forget what has passed its date; inside a transaction of the caller's."""
    before_ms = now_ms - ANSWERS_KEPT_MS
    if db.execute("SELECT 1 FROM answers WHERE at_ms < ? LIMIT 1", (before_ms,)).get:
        db.execute(_MARK_WHOLE, (before_ms,))
        db.execute(_MARK_ALL, (before_ms, OVERTAKEN_BY))
        db.execute(_FORGET_MARKED)
    db.execute("DELETE FROM persons WHERE day < (SELECT max(day) FROM days)")
    db.execute("DELETE FROM commands WHERE expires_ms < ?", (now_ms - ORDERS_KEPT_MS,))
