"""What a person makes of what arrives at the far ends: words on a picture, a code at a camera, the words of a call."""

import re
import subprocess
from io import BytesIO

import zxingcpp
from PIL import Image

from announcer import ear
from announcer.agent import phrases_of
from announcer.settings import AnnouncerFile
from devicekit.sample_files import sample
from devicekit.settings import load
from devicekit.sound import clipset


def words_on(picture: Image.Image) -> str:
    """The words on a picture as tesseract reads them, in small letters."""
    large = BytesIO()
    # Twice as large: tesseract wants letters of 30 dots.
    picture.convert("L").resize((picture.width * 2, picture.height * 2)).save(large, "PNG")
    command = ["tesseract", "-", "-", "-l", "vie", "--psm", "11"]
    read = subprocess.run(
        command, input=large.getvalue(), capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"}
    )
    return read.stdout.decode().lower()


def code_on(picture: Image.Image) -> str:
    """What the one QR code on a picture says."""
    (code,) = codes_on(picture)
    return code


def codes_on(picture: Image.Image) -> list[str]:
    """What the QR codes on a picture say."""
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def number_on(ticket: Image.Image) -> str:
    """The number of a ticket, from its QR code; one of a reserve series has none, and is read."""
    for code in codes_on(ticket):
        found = re.fullmatch(r"MC1\.kontum\.\d{8}\.([A-Z]\d{3})", code)
        assert found, code
        return found[1]
    read = words_on(ticket)
    (number,) = re.findall(r"^[achlu]9\d\d$", read, re.MULTILINE) or [read]
    return str(number).upper()


def clips() -> dict[str, bytes]:
    """The sound of every word that the sample centre's loudspeaker knows."""
    settings = load(sample("announcer-1.toml"), AnnouncerFile)
    return dict(clipset.load(clipset.shipped("announcer", "vi"), phrases_of(settings).vocabulary()).sounds)


def said_in(pcm: bytes) -> list[str]:
    """The words of a call, by its samples; any other noise is an error."""
    return [word.clip for word in ear.words(pcm, clips())]
