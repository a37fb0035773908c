"""What the hub has to say to each device: `set`s that changed, `do`s until they are answered, `ack`s in one piece."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator

from devicekit import codec
from devicekit.link import Link
from devicekit.messages import Ack, Answer, Command, Echo, SetBody, SetState
from devicekit.topics import Address, ChannelName
from hub.store_rows import Pending

Random = Callable[[], float]
"""A number from 0 to 1."""

# A ticket prints in a second or two and only then is answered: the first copy is rarely the lost one.
FIRST_RESEND_S = 2.0
LONGEST_RESEND_S = 10.0
# An answer is 350 bytes at most (its texts are limited), so that many fit into the 16 kB of a message.
ANSWERS_IN_ACK = 32


class Wires:
    """Publishes to the devices of one site, with this run's epoch and a sequence for each channel of each device."""

    def __init__(self, addresses: dict[str, Address], link: Link) -> None:
        self._addresses = addresses
        self._link = link
        self._seqs: defaultdict[tuple[str, ChannelName], int] = defaultdict(int)

    def acknowledge(self, device: str, epoch: int, hub_ms: int, echo: Echo | None, answers: list[Answer]) -> None:
        """One ack, or as many as it takes; also without answers, for its echo."""
        for start in range(0, max(1, len(answers)), ANSWERS_IN_ACK):
            some = tuple(answers[start : start + ANSWERS_IN_ACK])
            ack = Ack(epoch=epoch, seq=self._next(device, "ack"), hub_ms=hub_ms, echo=echo, answers=some)
            self._link.publish(self._addresses[device].topic("ack"), codec.encode(ack))

    def set(self, device: str, epoch: int, hub_ms: int, body: SetBody) -> bool:
        state = SetState(epoch=epoch, seq=self._next(device, "set"), hub_ms=hub_ms, body=body)
        return self._link.publish(self._addresses[device].topic("set"), codec.encode(state))

    def order(self, pending: Pending, epoch: int) -> bool:
        """A copy has a sequence of its own and the first one's time: its age is counted from that."""
        command = Command(
            id=pending.id,
            epoch=epoch,
            seq=self._next(pending.device, "do"),
            sent_hub_ms=pending.sent_ms,
            ttl_ms=pending.expires_ms - pending.sent_ms,
            body=pending.body,
        )
        return self._link.publish(self._addresses[pending.device].topic("do"), codec.encode(command))

    def _next(self, device: str, channel: ChannelName) -> int:
        self._seqs[device, channel] += 1
        return self._seqs[device, channel]


class Resends:
    """When each unanswered `do` is sent again: back-off that doubles, with jitter. `now` is monotonic."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._due: list[tuple[float, str]] = []
        self._turn: dict[str, tuple[float, int]] = {}

    def add(self, command: str, now: float) -> None:
        """It has just been sent for the first time."""
        self._plan(command, now, 0)

    def at_once(self, command: str, now: float) -> None:
        """Its device is back: the next turn is now, and back-off starts again."""
        self._turn[command] = (now, -1)
        heapq.heappush(self._due, (now, command))

    def drop(self, command: str) -> None:
        self._turn.pop(command, None)

    def take_due(self, now: float) -> Iterator[str]:
        """The commands whose turn it is; each is put off to its next turn."""
        while self._due and self._due[0][0] <= now:
            at, command = heapq.heappop(self._due)
            turn = self._turn.get(command)
            if turn is not None and turn[0] == at:
                self._plan(command, now, turn[1] + 1)
                yield command

    def next_due(self) -> float | None:
        return self._due[0][0] if self._due else None

    def _plan(self, command: str, now: float, tries: int) -> None:
        pause = min(LONGEST_RESEND_S, FIRST_RESEND_S * 2 ** min(tries, 10))
        at = now + pause * (0.5 + 0.5 * self._random())
        self._turn[command] = (at, tries)
        heapq.heappush(self._due, (at, command))
