"""The officers' photos as the one-stop system has them: the centre's own, else drawn ones in a dress of this system."""

import tempfile
from pathlib import Path

from hub.photos import Photo, read_photo
from hub.settings import SiteFile
from motcua.demo.portrait import draw_portrait

# Told apart from the demo's dark ones, so that a screen shows where its photo came from.
JACKETS = ((122, 38, 44), (26, 92, 78), (92, 66, 30), (70, 48, 110))


def portraits(site: SiteFile) -> dict[str, bytes]:
    """PNG or JPEG by the officer's id."""
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        for number, officer in enumerate(site.officer):
            own = read_photo(Path(officer.photo)) if officer.photo is not None else ""
            if isinstance(own, Photo):
                found[officer.id] = own.data
                continue
            file = Path(folder) / f"{officer.id}.png"
            draw_portrait(file, JACKETS[number % len(JACKETS)])
            found[officer.id] = file.read_bytes()
    return found
