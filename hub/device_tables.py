"""[[device]] of site.toml: one struct for each kind of device."""

from typing import Annotated

from msgspec import Meta

from devicekit.settings import Id, Settings
from hub.plan import DevicePlan

ReserveNumber = Annotated[int, Meta(ge=0, le=9999)]


class TicketDevice(Settings, frozen=True, kw_only=True, tag_field="kind", tag="ticket"):
    """[[device]] kind = "ticket": a ticket dispenser."""

    id: Annotated[Id, Meta(description="the device's id; also its user name on MQTT")]
    services: Annotated[tuple[Id, ...], Meta(min_length=1, description="ids of the services on its buttons")]
    reserve_first: Annotated[
        ReserveNumber, Meta(description="first number of its own reserve, for when the hub is silent")
    ] = 0
    reserve_last: Annotated[ReserveNumber, Meta(description="last number of its reserve; 0: it has none")] = 0

    def plan(self) -> DevicePlan:
        return DevicePlan(
            id=self.id,
            kind="ticket",
            services=self.services,
            reserve_first=self.reserve_first,
            reserve_last=self.reserve_last,
        )


class CounterDevice(Settings, frozen=True, kw_only=True, tag_field="kind", tag="counter"):
    """[[device]] kind = "counter": LED display and keypad of one counter."""

    id: Annotated[Id, Meta(description="the device's id; also its user name on MQTT")]
    counter: Annotated[Id, Meta(description="id of the counter that it stands at")]

    def plan(self) -> DevicePlan:
        return DevicePlan(id=self.id, kind="counter", counter=self.counter)


class RatingDevice(Settings, frozen=True, kw_only=True, tag_field="kind", tag="rating"):
    """[[device]] kind = "rating": a rating screen, at a counter or by itself."""

    id: Annotated[Id, Meta(description="the device's id; also its user name on MQTT")]
    counter: Annotated[Id | None, Meta(description="id of its counter; left out: it stands by itself")] = None

    def plan(self) -> DevicePlan:
        return DevicePlan(id=self.id, kind="rating", counter=self.counter or "")


class AnnouncerDevice(Settings, frozen=True, kw_only=True, tag_field="kind", tag="announcer"):
    """[[device]] kind = "announcer": call-out speakers."""

    id: Annotated[Id, Meta(description="the device's id; also its user name on MQTT")]

    def plan(self) -> DevicePlan:
        return DevicePlan(id=self.id, kind="announcer")


class PrinterDevice(Settings, frozen=True, kw_only=True, tag_field="kind", tag="printer"):
    """[[device]] kind = "printer": a printer on a Pi of its own."""

    id: Annotated[Id, Meta(description="the device's id; also its user name on MQTT")]
    counter: Annotated[Id | None, Meta(description="id of the counter that it prints for")] = None

    def plan(self) -> DevicePlan:
        return DevicePlan(id=self.id, kind="printer", counter=self.counter or "")


DeviceTable = TicketDevice | CounterDevice | RatingDevice | AnnouncerDevice | PrinterDevice
