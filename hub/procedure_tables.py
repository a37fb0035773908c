"""The catalogue in site.toml: [[procedure]], what a citizen must know before they file one."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from devicekit.settings import Id, Locate, Problem, ProcedureCode, Settings
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path
from hub.plan import ProcedurePlan
from hub.site_tables import ServiceTable, Url

PaperLine = Annotated[str, Meta(min_length=1, max_length=200)]


class ProcedureTable(Settings, frozen=True, kw_only=True):
    """[[procedure]]: an entry of the catalogue, for the guidance slip."""

    code: Annotated[ProcedureCode, Meta(description="its code in the national list, such as 1.001193")]
    name: Annotated[str, Meta(min_length=1, max_length=200, description="its name")]
    service: Annotated[Id | None, Meta(description="id of the service that it belongs to; left out: none")] = None
    papers: Annotated[tuple[PaperLine, ...], Meta(max_length=20, description="what to bring, one line each")] = ()
    time_limit: Annotated[str, Meta(max_length=200, description="how long it takes, as people read it")] = ""
    fees: Annotated[str, Meta(max_length=200, description="phí, lệ phí, as people read them")] = ""
    place: Annotated[str, Meta(max_length=200, description="where it is filed")] = ""
    url: Annotated[
        Url | None, Meta(description="official page of the procedure: the QR code of the slip; left out: none")
    ] = None

    def plan(self) -> ProcedurePlan:
        return ProcedurePlan(
            code=self.code,
            name=self.name,
            service=self.service or "",
            papers=self.papers,
            time_limit=self.time_limit,
            fees=self.fees,
            place=self.place,
            url=self.url or "",
        )


def procedure_problems(
    procedures: Sequence[ProcedureTable], services: Sequence[ServiceTable], locate: Locate
) -> Iterator[Problem]:
    """A code that is there twice, a service that nobody has."""
    codes, known = [each.code for each in procedures], [service.id for service in services]
    for i, each in enumerate(procedures):
        first: Path = ("procedure", codes.index(each.code), "code")
        if first[1] != i:
            values = {"key": "code", "value": each.code, "line": locate(first)}
            yield Problem(("procedure", i, "code"), "site.duplicate", values, also=(first,))
        if each.service is not None and each.service not in known:
            near = nearest(each.service, known)
            text = "site.unknown_service_near" if near else "site.unknown_service"
            values = {"value": each.service, "known": ", ".join(known), "near": near}
            yield Problem(("procedure", i, "service"), text, values, also=(("service",),))
