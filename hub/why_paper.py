"""The explanation of a call as the paper of a slip printer."""

import hashlib

from devicekit.orders import PrintWhy
from devicekit.texts import Texts
from hub.plan import Plan
from hub.why import Why, sentences

# As the contract takes it.
LONGEST, MOST = 200, 24


def paper_of(found: Why, plan: Plan, today: str, texts: Texts) -> PrintWhy:
    """The paper; one that says the same on the same day has the same id, and is a copy."""
    told = tuple(each[:LONGEST] for each in sentences(found, plan, texts))
    kept = told if len(told) <= MOST else (*told[: MOST - 2], "  …", told[-1])
    digest = hashlib.blake2b("\n".join(kept).encode(), digest_size=6).hexdigest()
    of_day = "" if found.day == today else f"{found.day}-"
    return PrintWhy(slip=f"why-{today}-{of_day}{found.number}-{digest}", number=found.number, sentences=kept)
