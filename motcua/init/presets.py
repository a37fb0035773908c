"""What a centre of a kind usually has, from presets/<kind>.toml: its services by name, how many counters and kiosks."""

import functools
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal, get_args

from msgspec import Struct, convert

PresetName = Literal["commune", "province"]
PRESETS: tuple[PresetName, ...] = get_args(PresetName)


class Offer(Struct, frozen=True, forbid_unknown_fields=True):
    """A service that a centre may have; `agency` decides its dossiers, "" where the centre's own people do."""

    id: str
    name: str
    name_en: str = ""
    agency: str = ""
    usual: bool = False


class Usual(Struct, frozen=True, forbid_unknown_fields=True):
    """What is there when nobody says otherwise."""

    counters: int
    kiosks: int
    fee: bool
    ratings: str


class Preset(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of centre."""

    usual: Usual
    post: Offer
    service: tuple[Offer, ...]

    def chosen(self, words: Sequence[str]) -> list[Offer]:
        """The services that those words name: an id of the list, or `id:name` for one of the centre's own."""
        listed = {offer.id: offer for offer in self.service}
        split = [(word, *word.partition(":")) for word in words]
        return [listed[word] if not colon else Offer(own.strip(), name.strip()) for word, own, colon, name in split]


@functools.cache
def preset(name: PresetName) -> Preset:
    """One of PRESETS."""
    text = files("motcua").joinpath("init", "presets", f"{name}.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Preset)
