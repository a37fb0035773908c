"""What every paper of a centre has: its name at the top, its own code at the very end, times as people read them."""

import zlib
from datetime import datetime, tzinfo
from typing import NamedTuple

from printer.document import Picture
from printer.layout import Values


class Site(NamedTuple):
    """What papers say of the centre."""

    name: str
    hotline: str = ""
    slogan: str = ""
    logo: Picture | None = None


def letterhead(site: Site, job: str) -> Values:
    """The values that every paper has; `job` names this very paper."""
    return {"site": site.name, "slogan": site.slogan, "hotline": site.hotline, "code": job_code(job)}


def job_code(job: str) -> str:
    """Eight digits and letters at the very end of the paper: one without them was not printed whole."""
    code = f"{zlib.crc32(job.encode()):08X}"
    return f"{code[:4]}-{code[4:]}"


def follows(code: str) -> bool:
    """Whether a phone can follow this QR code: only an address leads it anywhere."""
    return code.startswith(("https://", "http://"))


def flag(is_so: bool) -> str:
    """A condition as a value: there, or not."""
    return "1" if is_so else ""


def local(hub_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(hub_ms / 1000, zone)


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def day(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y}"
