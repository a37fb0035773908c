"""A request to the running hub of a centre, over its own API."""

from typing import TypeVar

import requests
from msgspec import DecodeError, Struct
from msgspec.json import decode

from devicekit.device_settings import read_secret
from devicekit.errors import SaidError
from devicekit.text_files import sentence
from hub.api import Given, ProblemDetails
from hub.settings import Site

TIMEOUT_S = 10.0

T = TypeVar("T", bound=Struct)


class HubAway(SaidError):
    """Raised when nobody answers where the hub is, or somebody who is no hub."""


class Refused(Struct, frozen=True):
    """The hub says no."""

    problem: ProblemDetails

    def said(self, *languages: str) -> str:
        """Why, a line for each language, and one for the technician: the reason's name, and once what it is about."""
        words = [self.problem.vi if language == "vi" else self.problem.en for language in languages]
        return "\n".join((*words, f"[{self.problem.reason}] {self.problem.detail}".rstrip()))


def post(site: Site, path: str, body: dict[str, object]) -> Given | Refused:
    """Ask for something; `path` is behind /api/v1/. Raises HubAway, SettingsError."""
    return _asked(site, "POST", path, Given, body)


def get(site: Site, path: str, kind: type[T]) -> T | Refused:
    """Read something, as far as `kind` has it. Raises HubAway, SettingsError."""
    return _asked(site, "GET", path, kind)


def _asked(site: Site, method: str, path: str, kind: type[T], body: dict[str, object] | None = None) -> T | Refused:
    hub = site.settings.hub
    headers = {"Authorization": f"Bearer {read_secret(hub.token_file)}"} if hub.token_file else {}
    # Where it listens on every address it is here, too.
    where = hub.listen.replace("0.0.0.0:", "127.0.0.1:", 1).replace("[::]:", "[::1]:", 1)
    url = f"http://{where}/api/v1/{path}"
    try:
        answer = requests.request(method, url, json=body, headers=headers, timeout=TIMEOUT_S)
        if answer.ok:
            return decode(answer.content, type=kind)
        return Refused(decode(answer.content, type=ProblemDetails))
    except (requests.RequestException, DecodeError) as error:
        raise HubAway(sentence("hub.away", url=f"http://{where}/")) from error
