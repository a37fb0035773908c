"""Push buttons and lamps on the Pi's own pins, by gpiozero.

gpiozero's debouncing differs with the library below it and can lose presses, so it is off: every edge is posted, and
the logic decides. DigitalInputDevice is Button without the thread that Button keeps for holding. Callbacks come from
threads of the library, and only post.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from devicekit.buttons.device import PinChanged, PinFound
from devicekit.clock import Clock
from devicekit.errors import DriverError
from devicekit.link import Inbox


class Wire(NamedTuple):
    """One button: the pins (BCM) of its contact and of its lamp."""

    button: str
    pin: int
    lamp: int | None


class GpioButtons:
    """The buttons of one kiosk."""

    def __init__(self, wires: Sequence[Wire], clock: Clock, pin_factory: Any = None) -> None:
        """`pin_factory`: gpiozero's own choice (GPIOZERO_PIN_FACTORY, else what the Pi has) when None."""
        self._wires, self._clock, self._factory = tuple(wires), clock, pin_factory
        self._inputs: dict[str, Any] = {}
        self._lamps: dict[str, Any] = {}
        self._lit: dict[str, bool] = {}

    def start(self, inbox: Inbox) -> None:
        if self._inputs:
            return
        import gpiozero  # late: 0.1 s and 10 MB, which `motcua check` has no use for

        try:
            for wire in self._wires:
                self._take(gpiozero, wire, inbox)
        except (gpiozero.GPIOZeroError, OSError, ImportError, RuntimeError) as error:
            self.stop()
            pins = ", ".join(str(wire.pin) for wire in self._wires)
            raise DriverError(
                f"pins {pins} can't be had ({type(error).__name__}: {error}); is the user in group gpio, does another "
                "program hold them, is GPIOZERO_PIN_FACTORY right?"
            ) from error
        for wire in self._wires:
            down = bool(self._inputs[wire.button].is_active)
            inbox.put(PinFound(wire.button, down, self._clock.monotonic()))
        self.light(self._lit)

    def _take(self, gpiozero: Any, wire: Wire, inbox: Inbox) -> None:
        contact = gpiozero.DigitalInputDevice(wire.pin, pull_up=True, bounce_time=None, pin_factory=self._factory)
        self._inputs[wire.button] = contact
        contact.when_activated = self._poster(wire.button, True, inbox)
        contact.when_deactivated = self._poster(wire.button, False, inbox)
        if wire.lamp is not None:
            self._lamps[wire.button] = gpiozero.LED(wire.lamp, pin_factory=self._factory)

    def _poster(self, button: str, down: bool, inbox: Inbox) -> Callable[[], None]:
        def post() -> None:
            inbox.put(PinChanged(button, down, self._clock.monotonic()))

        return post

    def light(self, lit: Mapping[str, bool]) -> None:
        self._lit = {**self._lit, **lit}
        for button, on in lit.items():
            lamp = self._lamps.get(button)
            if lamp is not None:
                lamp.value = int(on)

    def stop(self) -> None:
        devices = [*self._lamps.values(), *self._inputs.values()]
        for lamp in self._lamps.values():
            lamp.off()
        self._lamps, self._inputs = {}, {}
        for device in devices:
            device.close()
        if devices and self._factory is None:
            import gpiozero

            # gpiozero keeps the factory it chose for the whole process, with its threads and handles.
            chosen, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, None
            if chosen is not None:
                chosen.close()
