"""What the one-stop system describes: officers with their photos, procedures. Asked for now and then, kept on disk."""

import logging
import re
from collections.abc import MutableMapping
from pathlib import Path

from hub.errors import OnestopAway
from hub.photos import MOST_BYTES, url_of
from hub.plan import OfficerPlan
from hub.sync.caller import refusal_of
from hub.sync.catalogue import Officer, Procedure, merged, read_catalogue, read_officers
from hub.sync.line import Line
from hub.sync.shelf import Shelf

log = logging.getLogger(__name__)

REFRESH_S = 300.0
# Photos are most of what comes, over the thinnest lines of the country, and faces change by the year.
PHOTOS_S = 6 * 3600.0
# Where a path could name another host, or leave the interface, no token goes.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~/?=&%:+-]{0,500}")


class Reference:
    """Looks in steps (hub.sync.bell.Loop); open() first shows what is on the disk.

    `photos` is the web server's mapping from officer to file: who has a picture from the one-stop system is put there.
    """

    def __init__(self, line: Line, shelf: Shelf, photos: MutableMapping[str, Path], officers: bool) -> None:
        self.line, self._service = line, line.service
        self._shelf, self._photos, self._with_officers = shelf, photos, officers
        self._own = self._service.plan.officers
        self._own_photos = dict(photos)
        self._fetched: dict[str, tuple[str, float]] = {}
        self._adopted: tuple[OfficerPlan, ...] = self._own
        self._said: set[str] = set()
        self.procedures: dict[str, Procedure] = {}

    def open(self) -> None:
        """What was said last, before anybody is asked."""
        self._learn(self._shelf.procedures())
        if self._with_officers:
            self._adopt(self._shelf.officers())

    def step(self) -> float:
        """Everything once."""
        try:
            self._learn_anew()
            if self._with_officers:
                self._meet_anew()
        except OnestopAway as error:
            return self.line.failed(error)
        self.line.worked()
        return REFRESH_S

    def _learn_anew(self) -> None:
        procedures = read_catalogue(self._body("/api/v1/catalogue"), self._pass_over)
        if self._learn(procedures):
            self._shelf.keep_procedures(procedures)

    def _meet_anew(self) -> None:
        officers = read_officers(self._body("/api/v1/officers"), self._pass_over)
        for officer in officers:
            self._fetch_photo(officer)
        if self._adopt(officers):
            self._shelf.keep_officers(officers)
        self._shelf.tidy_photos({officer.id for officer in officers if officer.photo})

    def _learn(self, procedures: tuple[Procedure, ...]) -> bool:
        found = {procedure.code: procedure for procedure in procedures}
        changed = found != self.procedures
        self.procedures = found
        return changed

    def _adopt(self, officers: tuple[Officer, ...]) -> bool:
        urls: dict[str, str] = {}
        for officer in officers:
            file = self._shelf.photo(officer.id) if officer.photo else None
            self._show_photo(officer.id, file)
            if file is not None:
                urls[officer.id] = url_of(officer.id, str(file))
        plans = merged(self._own, officers, urls)
        changed = plans != self._adopted
        if changed:
            self._adopted = plans
            self._service.adopt(plans)
        return changed

    def _show_photo(self, officer: str, file: Path | None) -> None:
        found = file or self._own_photos.get(officer)
        if found is not None:
            self._photos[officer] = found
        else:
            self._photos.pop(officer, None)

    def _fetch_photo(self, officer: Officer) -> None:
        """Raises OnestopAway when it can't be asked for now; a picture that is none is said and left out."""
        now = self._service.clock.monotonic()
        path, at = self._fetched.get(officer.id, ("", 0.0))
        if not officer.photo or (path == officer.photo and now - at < PHOTOS_S):
            return
        wrong = "its path is none of the interface"
        if _PATH.fullmatch(officer.photo):
            reply = self.line.caller.get(officer.photo, most=MOST_BYTES + 1)
            if reply.status not in (200, 404, 410):
                raise refusal_of(reply)
            wrong = self._shelf.keep_photo(officer.id, reply.body) if reply.status == 200 else "it is not there"
        if wrong:
            self._shelf.drop_photo(officer.id)
            self._pass_over(f"photo of {officer.id}: {wrong}")
        self._fetched[officer.id] = (officer.photo, now)

    def _body(self, path: str) -> bytes:
        reply = self.line.caller.get(path)
        if reply.status != 200:
            raise refusal_of(reply)
        return reply.body

    def _pass_over(self, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            log.warning("one-stop system: left out: %s", what)
