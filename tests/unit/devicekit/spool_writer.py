"""Commits for ever, and says on its standard output what is committed: started by test_spool.py to be killed."""

import sys
from itertools import count
from pathlib import Path

from devicekit.messages import KeyPressed
from devicekit.spool import Batch, Spool, Stored

spool = Spool(Path(sys.argv[1]))
spool.open()
first = len(spool.unanswered())
for n in count(first):
    event = Stored(f"e{n}", "", "boot", n, KeyPressed(counter="c-1", key="next"))
    spool.commit(Batch(emits=(event,), keep=(("count", str(n).encode()),)))
    print(n, flush=True)
