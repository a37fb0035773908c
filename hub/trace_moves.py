"""The sentences of a story about where a ticket goes without being called (set aside, sent on, changed, undone), and
what an officer notes of it."""

from collections.abc import Callable, Iterable, Mapping

from devicekit.texts import Texts
from hub.engine import events as e

Name = Mapping[str, str]


class MoveTeller:
    """Tells those facts; `services` and `counters` are what people call them."""

    def __init__(self, texts: Texts, services: Name, counters: Name, time: Callable[[int], str]) -> None:
        self._texts, self._services, self._counters, self._time = texts, services, counters, time

    def lines(self, event: e.EngineEvent, device: str) -> Iterable[str] | None:
        """The sentences of such a fact, None for another one."""
        said, ids = self._texts.get, {"device": device or "hub", "number": event.number}
        match event:
            case e.Parked() | e.Unparked():
                return [self._parking(event, ids)]
            case e.Requeued():
                return [said("trace.requeued", **ids, counter=self._counter(event.counter))]
            case e.Transferred():
                return self._transferred(event, ids)
            case e.SentBack():
                places = {"counter": self._counter(event.counter), "place": self._counter(event.back_to)}
                return [said("trace.sent_back", **ids, **places)]
            case e.Moved():
                places = {"counter": self._counter(event.counter), "place": self._counter(event.to_counter)}
                return [said("trace.moved", **ids, **places)]
            case e.Held() | e.Switched():
                key = "trace.held_aside" if isinstance(event, e.Held) else "trace.switched"
                return [said(key, **ids, counter=self._counter(event.counter))]
            case e.MarkedBack():
                return [said("trace.back", **ids, n=event.after_calls)]
            case e.ServiceChanged():
                return [said("trace.changed", **ids, place=self._service(event.service))]
            case e.ReprintAsked():
                return [said("trace.reprint", **ids, n=event.n, kiosk=event.kiosk)]
            case e.DossierNamed():
                return [said("trace.dossier_named", **ids, counter=self._counter(event.counter), code=event.code)]
            case e.RatingAsked():
                return [said("trace.rating_asked", **ids, counter=self._counter(event.counter))]
            case e.WhyAsked():
                return [said("trace.why", **ids, printer=event.printer)]
            case e.Undone():
                state = said(f"ticket.state.{event.state}")
                lines = [said("trace.undone", **ids, counter=self._counter(event.counter), state=state)]
                return [*lines, *(said(f"undo.{what}", number=event.number) for what in event.unsaid)]
            case _:
                return None

    def _parking(self, event: e.Parked | e.Unparked, ids: Mapping[str, str]) -> str:
        said = self._texts.get
        if isinstance(event, e.Unparked):
            if event.by == "timer":
                return said("trace.unparked_timer", number=ids["number"])
            return said("trace.unparked_officer", **ids, counter=self._counter(event.to_counter))
        counter = self._counter(event.counter)
        if not event.until_ms:
            return said("trace.parked_open", **ids, counter=counter)
        return said("trace.parked", **ids, counter=counter, time=self._time(event.until_ms)[:5])

    def _transferred(self, event: e.Transferred, ids: Mapping[str, str]) -> list[str]:
        said, counter = self._texts.get, self._counter(event.counter)
        if event.to_officer:
            key, place = "trace.to_officer", event.to_officer
        elif event.to_counter:
            key, place = "trace.to_counter", self._counter(event.to_counter)
        else:
            key, place = "trace.to_service", self._service(event.service)
        lines = [said(key, **ids, counter=counter, place=place)]
        return [*lines, said("trace.and_back", number=ids["number"], counter=counter)] if event.back else lines

    def _counter(self, id_: str) -> str:
        return self._counters.get(id_) or self._texts.get("trace.gone", id=id_)

    def _service(self, id_: str) -> str:
        return self._services.get(id_) or self._texts.get("trace.gone", id=id_)
