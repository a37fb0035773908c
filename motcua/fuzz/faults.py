"""What goes wrong in a simulated morning. Each fault ends by itself; at the end of the day all is well again."""

from collections.abc import Callable
from functools import partial

import apsw

from motcua.fuzz.acts import Act
from motcua.fuzz.net import Weather, begin
from motcua.fuzz.world import DAY_S, World

JUMPS_S = (-400 * DAY_S, -7200.0, -30.0, -3.0, 3.0, 30.0, 7200.0, 17 * 3600.0, 400 * DAY_S)
# Long enough for kiosks to help themselves.
LONGEST_S = 12.0


def _hub_dies(power: bool) -> Callable[[World], None]:
    def do(world: World) -> None:
        world.hub.kill(power)
        world.later(0.5 + LONGEST_S * world.random(), world.hub.start)

    return do


def _hub_dies_writing(world: World) -> None:
    world.hub.disk.fuse = world.number(12)


def _hub_dies_speaking(world: World) -> None:
    world.hub.die_at_message(world.number(5))


def _hub_stops(world: World) -> None:
    world.hub.stop()
    world.later(1.0 + 3.0 * world.random(), world.hub.start)


def _kiosk_dies(world: World) -> None:
    kiosk = world.any(list(world.kiosks.values()))
    if kiosk.agent is not None:
        kiosk.kill(power=world.number(2) == 0)
        world.later(0.5 + 4.0 * world.random(), kiosk.revive)


def _kiosk_dies_writing(world: World) -> None:
    kiosk = world.any(list(world.kiosks.values()))
    if kiosk.disk is not None:
        kiosk.disk.fuse = world.number(8)


def _kiosk_full(world: World) -> None:
    kiosk = world.any(list(world.kiosks.values()))
    kiosk.fill(True)
    world.later(6.0 * world.random(), lambda: kiosk.fill(False))


def _device_dies(world: World) -> None:
    device = world.any(list(world.small.values()))
    if device.exchange is not None:
        device.kill()
        world.later(0.5 + 4.0 * world.random(), device.start)


def _storm(weather: Weather) -> Callable[[World], None]:
    """Bad weather over some links, one after the other; it clears in another order."""

    def do(world: World) -> None:
        for link in world.links():
            if world.number(3) > 0:
                world.later(2.0 * world.random(), partial(begin, link, weather))
                world.later(2.0 + LONGEST_S * world.random(), link.clear)

    return do


def _cable(world: World) -> None:
    link = world.any(world.links())
    link.lost("cable")
    world.later(0.5 + 8.0 * world.random(), link.connect)


def _broker(world: World) -> None:
    world.broker.stop(world.any(["kept", "forgotten", "old"]))
    world.later(0.5 + 5.0 * world.random(), world.broker.restart)


def _full(world: World) -> None:
    world.hub.disk.room = 0
    world.later(0.5 + 5.0 * world.random(), world.hub.empty)


def _io_error(world: World) -> None:
    world.hub.disk.fault = apsw.IOError
    world.later(0.5 + 3.0 * world.random(), world.hub.mend)


def _clock_jumps(world: World) -> None:
    world.hub.clock.ahead += world.any(JUMPS_S) * (0.5 + world.random())
    if world.number(2) == 0:
        world.later(5.0 * world.random(), world.confirm)


def _clock_is_set(world: World) -> None:
    """The time service is back: the wall is right, and known to be."""
    world.hub.clock.ahead = 0.0
    world.hub.trusted = True
    world.later(2.0, world.doubt)


FAULTS: tuple[Act, ...] = (
    Act("hub killed", 6, _hub_dies(power=False)),
    Act("hub loses power", 6, _hub_dies(power=True)),
    Act("hub dies while it writes", 10, _hub_dies_writing),
    Act("hub dies while it speaks", 6, _hub_dies_speaking),
    Act("hub stops", 2, _hub_stops),
    Act("kiosk dies", 6, _kiosk_dies),
    Act("kiosk dies while it writes", 4, _kiosk_dies_writing),
    Act("kiosk full", 2, _kiosk_full),
    Act("device dies", 4, _device_dies),
    Act("loss", 5, _storm(Weather(lost=0.3, doubled=0.2, late_s=0.3))),
    Act("disorder", 5, _storm(Weather(doubled=0.3, late_s=4.0))),
    Act("partition", 4, _storm(Weather(cut_up=True, cut_down=True))),
    Act("deaf devices", 3, _storm(Weather(cut_down=True))),
    Act("mute devices", 3, _storm(Weather(cut_up=True))),
    Act("cable out", 4, _cable),
    Act("broker restarts", 4, _broker),
    Act("disk full", 4, _full),
    Act("disk broken", 2, _io_error),
    Act("wall clock jumps", 4, _clock_jumps),
    Act("wall clock set right", 2, _clock_is_set),
    Act("next day", 3, World.next_day),
)
