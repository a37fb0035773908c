"""The option --site: the site.toml of a centre, or the folder it is in."""

import argparse
import os
from contextlib import suppress
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.settings_words import Language
from devicekit.text_files import in_both
from hub.settings import Site, load_site

# Where the systemd unit of the hub looks for it.
SITE = Path("/etc/motcua/site.toml")


def add_site(parser: argparse.ArgumentParser) -> None:
    said = f"site.toml hoặc thư mục của nó / or its folder ({SITE})"
    parser.add_argument("--site", type=site_file, metavar="FILE", help=said)


def site_file(named: str) -> Path:
    """The file that is meant: itself, or the one in the folder of a centre."""
    # What may not be looked at is taken as a file: reading it says why.
    with suppress(OSError):
        if Path(named).is_dir():
            return Path(named, "site.toml")
    return Path(named)


def site_of(args: argparse.Namespace, language: Language = "vi", here: Path = SITE) -> Site:
    """The centre that is meant; nothing named: that of this machine, `here`. Raises SettingsError, MotcuaError."""
    if args.site is None and not os.path.lexists(here):
        raise MotcuaError(in_both("site.none", file=here))
    return load_site(args.site or here, language)
