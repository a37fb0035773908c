"""What every paper of a centre has: its name at the top, its own code at the very end, times as people read them."""

import re
import zlib
from datetime import datetime, tzinfo
from typing import NamedTuple

from devicekit.texts import Texts
from printer.document import Align, Cut, Document, Fact, Rule, Space, Text
from printer.words import NO_BREAK

# A name that is broken inside this reads like another one; a number alone on a line is no counter.
BOUND = re.compile(r"hành chính công|Bưu điện|Quầy số \w+|counter \w+")


class Site(NamedTuple):
    """What papers say of the centre."""

    name: str
    hotline: str = ""


def heading(site: Site) -> Document:
    """The centre's name above a line."""
    return Text(bound(site.name).upper(), 9.5, "bold"), Space(2.5), Rule(), Space(2)


def bound(text: str) -> str:
    """The text with what belongs together on one line."""
    return BOUND.sub(lambda match: match[0].replace(" ", NO_BREAK), text)


def end(site: Site, job: str, texts: Texts) -> Document:
    """Where to call, and the code of the job as the last ink; then the cut."""
    hotline = (Text(texts.get("ticket.hotline", phone=site.hotline), 8),) if site.hotline else ()
    return *hotline, Text(texts.get("ticket.code", code=job_code(job)), 8), Space(3), Cut()


def job_code(job: str) -> str:
    """Eight digits and letters at the very end of the paper: one without them was not printed whole."""
    code = f"{zlib.crc32(job.encode()):08X}"
    return f"{code[:4]}-{code[4:]}"


def fact(sentence: str, size: float = 8.5, align: Align = "center") -> Fact | Text:
    """A sentence of the shape "label: value" with a bold value; any other as it is."""
    label, colon, value = sentence.partition(": ")
    return Fact(label + ":", value, size, align) if colon else Text(sentence, size, align=align)


def follows(code: str) -> bool:
    """Whether a phone can follow this QR code: only an address leads it anywhere."""
    return code.startswith(("https://", "http://"))


def local(hub_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(hub_ms / 1000, zone)


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def day(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y}"
