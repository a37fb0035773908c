"""What an unanswered question of `motcua init` means, given the answers before it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from motcua.init.answers import spelt
from motcua.init.presets import preset

# The words of nearly every centre's name: what comes after them names this one.
_EVERY_NAME = re.compile(r"^(trung-tam-)?(phuc-vu-hanh-chinh-cong-?)?(cap-)?((xa|phuong|dac-khu|tinh|thanh-pho)(-|$))?")
NAME = "Trung tâm Phục vụ hành chính công"
HOST = "192.168.10.1"
PRINTER = "192.168.10.21:9100"


def default(field: str, before: Mapping[str, Any]) -> str:
    """The answer as one would type it; `before` are the fields before it."""
    match field:
        case "language":
            return "vi"
        case "preset":
            return "commune"
        case "name":
            return NAME
        case "id":
            return id_of(before["name"])
        case "host":
            return HOST
        case "printer_address":
            return PRINTER
        case "announcer":
            return spelt(True)
        case "slip_printers":
            return "0"
        case "hotline":
            return ""
    chosen = preset(before["preset"])
    if field == "services":
        return spelt(tuple(offer.id for offer in chosen.service if offer.usual))
    if field == "fee":
        return spelt(chosen.usual.fee and before["counters"] > 1)
    return spelt(getattr(chosen.usual, field))


def id_of(name: str) -> str:
    """An id from what is peculiar to a name: "… xã Ia Chim" is ia-chim."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (_EVERY_NAME.sub("", words) or words)[:32].strip("-") or "motcua"
