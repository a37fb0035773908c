"""A ticket kiosk: the real logic in the real runtime; people press its buttons and take its papers."""

from collections.abc import Callable
from typing import Literal

from devicekit.buttons.device import PinChanged, PinFound, PinsOpen
from devicekit.errors import SpoolError
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.runtime import Agent, Run
from devicekit.scanner.device import Scanned
from devicekit.spool import Batch
from devicekit.topics import Address
from hub.plan import DevicePlan
from kiosk_ticket import device
from kiosk_ticket.logic import CheckPrinter, KioskLogic
from kiosk_ticket.state import HELP, Button, Reads, State, Timing
from motcua.fuzz.centre import SITE
from motcua.fuzz.device import Floor
from motcua.fuzz.disk import Disk
from motcua.fuzz.held import Paper
from motcua.fuzz.loop import Alarm, Loop, Machine
from motcua.fuzz.net import FuzzLink
from motcua.fuzz.spools import DiskSpool, ListSpool

Random = Callable[[], float]
Outcome = Literal["confirmed", "sent", "unknown", "failed"]

PRINT_S = 1.0
AGAIN_S = 1.0
# Its timers are looked at this seldom: blinking lamps would be half of all that happens.
LAZY_S = 2.0
# A printer that is asked every two seconds would be most of what a simulated morning does.
TIMING = Timing(lock_out=0.2, hub_wait=1.5, printer_poll=60.0, refused=4.0, card_wait=3.0)
READS = Reads(key="a key of cards", code_prefix="DVC-")


class Hands:
    """The buttons and the printer (devicekit.steps.Hardware) of one run; `taken` gets each paper."""

    def __init__(
        self, buttons: tuple[Button, ...], loop: Loop, random: Random, wake: Callable[[], None],
        taken: Callable[[device.Paper], None],
    ) -> None:  # fmt: skip
        self._buttons, self._loop, self._random, self._wake, self._taken = buttons, loop, random, wake, taken
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        for button in self._buttons:
            self.post(PinFound(button.name, False, 0.0))
        self.post(PinsOpen())

    def stop(self) -> None:
        self._inbox = None

    def post(self, event: object) -> None:
        if self._inbox is not None:
            self._inbox.put(event)
            self._wake()

    def perform(self, effect: object) -> None:
        if isinstance(effect, CheckPrinter):
            self.post(device.PrinterSeen(Part(state="ok")))
        elif isinstance(effect, device.Paper):
            self._loop.after(PRINT_S * (0.5 + self._random()), lambda: self._print(effect))

    def _print(self, paper: device.Paper) -> None:
        """The printer goes on when the program is dead; half of what it had then comes out."""
        chance = self._random()
        outcome: Outcome
        if self._inbox is None:
            outcome, comes_out = "unknown", chance < 0.5
        elif chance < 0.9:
            outcome, comes_out = ("confirmed" if chance < 0.8 else "sent"), True
        else:
            outcome, comes_out = ("failed", False) if chance < 0.95 else ("unknown", chance < 0.975)
        if comes_out:
            self._taken(paper)
        order = paper.order
        self.post(device.Printed(order.press, order.number, outcome, "" if comes_out else "simulated"))


class Kiosk:
    """One kiosk and the people at it. `disk`: where its spool is; None for one that costs no time."""

    def __init__(
        self, floor: Floor, plan: DevicePlan, random: Random, disk: Disk | None, taken: Callable[[Paper], None]
    ) -> None:
        self.plan, self.disk, self._floor, self._random, self._taken = plan, disk, floor, random, taken
        self._machine = Machine(floor.loop, 0.0)
        self._alarm = Alarm(floor.loop, self._wake)
        self._runs = 0
        plain = tuple(Button(service, service) for service in plan.services)
        self._buttons = (*plain, Button(f"{plan.services[0]}-priority", plan.services[0], priority=True))
        self._all = (*self._buttons, Button(HELP, ""))
        self.spool = (
            ListSpool(self._noted)
            if disk is None
            else DiskSpool(disk.folder / f"{plan.id}.spool", disk.name, self._noted)
        )
        self.agent: Agent[State] | None = None
        self.link: FuzzLink | None = None
        self._hands: Hands | None = None

    @property
    def idle(self) -> bool:
        """Nothing is left to be said or printed."""
        if self.agent is None:
            return False
        state = self.agent.state
        return not (state.printing or state.queue or state.retry or len(self.agent.exchange.outbox))

    def start(self) -> None:
        """Start the program; a broken disk ends that at once, and it is started again."""
        self._runs += 1
        self._machine.boot(10.0 + 50.0 * self._random())
        run = f"{self.plan.id}-{self._runs}"
        if self.disk is not None:
            self.disk.switch_on()
        awake = self._awake
        hands = Hands(self._all, self._floor.loop, self._random, awake, self._out)
        address, logic = Address(SITE, "ticket", self.plan.id), KioskLogic(self._all, TIMING, READS)
        agent = Agent(
            address, "fuzz", logic, hands, self.spool, self._machine, self._random, Run(run, f"boot-{run}")
        )  # fmt: skip
        link = FuzzLink(self.plan.id, self._floor.broker, self._machine, agent.exchange.will(), awake)
        self.agent, self.link, self._hands = agent, link, hands
        self._guarded(lambda: agent.start(link))
        self._awake()

    def kill(self, power: bool) -> None:
        """Stop it without a word; with `power` its disk forgets what was not flushed."""
        link, hands = self.link, self._hands
        self.agent = self.link = self._hands = None
        self._alarm.off()
        if hands is not None:
            hands.stop()
        if link is not None:
            link.die()
        if self.disk is not None:
            (self.disk.power_cut if power else self.disk.kill)()
        self.spool.close()

    def press(self, button: int) -> None:
        """Somebody presses a button of a service."""
        self._press(self._buttons[button % len(self._buttons)].name)

    def ask_help(self) -> None:
        """Somebody presses the button that calls a person."""
        self._press(HELP)

    def scan(self, text: str) -> None:
        """Somebody holds a card or a code before the scanner."""
        if self._hands is not None:
            self._hands.post(Scanned(text))

    def revive(self) -> None:
        """Start it, unless it runs."""
        if self.agent is None:
            self.start()

    def fill(self, full: bool) -> None:
        """Its disk has no room any more, or has again."""
        if isinstance(self.spool, ListSpool):
            self.spool.full = full
        elif self.disk is not None:
            self.disk.room = 0 if full else None

    # Inside

    def _press(self, name: str) -> None:
        if self._hands is not None:
            now = self._machine.monotonic()
            self._hands.post(PinChanged(name, True, now))
            self._hands.post(PinChanged(name, False, now + 0.1))

    def _awake(self) -> None:
        self._alarm.within(0.0)

    def _wake(self) -> None:
        agent = self.agent
        if agent is None:
            return
        self._guarded(lambda: self._pump(agent))
        if self.agent is agent:
            self._alarm.within(max(LAZY_S, agent.next_due() - self._machine.monotonic()))

    def _pump(self, agent: Agent[State]) -> None:
        agent.pump()
        while self.agent is agent and not agent.inbox.empty():
            agent.pump()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except SpoolError:
            self.kill(power=self._random() < 0.5)
            self._floor.loop.after(AGAIN_S, self.revive)

    def _out(self, paper: device.Paper) -> None:
        order = paper.order
        self._taken(Paper(self.plan.id, order.press, order.number, paper.reserve, order.reprint > 0))

    def _noted(self, batch: Batch) -> None:
        for event in batch.emits:
            self._floor.asked(self.plan.id, event.id, event.body)
