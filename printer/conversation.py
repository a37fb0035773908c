"""Questions to a printer and its answers, over any port; what it is able to answer is learnt on the way.

GS r and GS ( H are answered in the order of the job, so an answer to an earlier one may come when its cause is long
gone: a printer without paper answers when the new roll is in. An answer is believed only when none is owed from before.
"""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from escpos.constants import GS, HW_INIT, RT_STATUS

from devicekit.ports import Port
from printer.status import (
    WHOLE_STATUS,
    Automatic,
    Done,
    Listening,
    Noise,
    PrinterStatus,
    Processed,
    RealTime,
    Reply,
    Whole,
    ask,
    hear,
)
from printer.status import learn as learnt

# Online and paper first: cheap printers know no more, and the round ends at the first question without an answer.
QUESTIONS = (1, 4, 2, 3)
# Executed in order with the job, unlike the questions above: its answer says that all before it is on paper.
BARRIER = bytes(GS) + b"r\x01"
# Real-time: forget what is buffered. Otherwise the rest of a ticket comes out when somebody puts in a new roll.
FORGET = b"\x10\x05\x02"
# A picture that broke off swallows what comes next as its dots; 00 fills it up, and is nothing to a printer that is
# not in one. As many as the largest band of the widest usual head.
FILL = bytes(96 * 72 + 8)
# GS a: tell every change of state unasked. How long what was told is believed without a question: a printer that was
# switched off tells nothing.
TELL_CHANGES = bytes(GS) + b"a\x0f"
ASK_AGAIN_S = 30.0
# What a line and a printer may be late by.
STALL_S = 5.0
# So many bytes that answer nothing are no printer's (a web page has some of every shape); one may be late.
UNASKED = 2
# GS I 67: the model, between 5F and 00. No other answer has a byte 5F.
MODEL_NAME, NAME_BEGINS, LONGEST_NAME = bytes(GS) + b"IC", b"_", 80

R = TypeVar("R", bound=Reply)


class Conversation:
    """With one printer. Not thread-safe. Every call may raise PortError."""

    def __init__(
        self,
        port: Port,
        answer_s: float,
        bytes_per_s: float,
        finish_s: float = 6.0,
        presenter: bool = False,
        automatic: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port, self._answer_s, self._bytes_per_s, self._now = port, answer_s, bytes_per_s, now
        self._finish_s, self._held_back_until = finish_s, math.inf
        self._presenter, self._automatic = presenter, automatic
        self._told, self._asked_at = PrinterStatus(), -math.inf
        self._listening, self._noisy, self._unasked = Listening(), False, 0
        self._real_time: bool | None = None
        self._dirty, self._torn, self._swept = True, False, False
        self._cut = b""
        self._owed = False
        """Whether it may still answer a barrier from before."""
        self._overheard: list[Processed | Done] = []
        """Words about the job at hand that came while something else was asked."""
        self.barrier: bool | None = None
        """Whether it answers GS r; None as long as that is not known."""
        self.has_answered = False

    def ask_all(self) -> PrinterStatus:
        """How it is: by the real-time questions, else by a barrier."""
        known = self._real_time, self.barrier
        self._told = self._asked()
        self._drain()
        if self._unasked >= UNASKED:
            self._told = PrinterStatus(garbled=True)
            self._real_time, self.barrier = known
        # What a printer took for the rest of a picture is asked for again.
        if self._automatic and self._real_time and not self._torn:
            self.send(TELL_CHANGES)
        self._asked_at = self._now()
        return self._told

    def told(self) -> PrinterStatus | None:
        """How it is by what it said unasked; None when it has to be asked: it does not do that, says rubbish, or said
        nothing for long.
        """
        self._drain()
        # What its mouth holds it does not tell.
        well = self._automatic and self._real_time and not (self._dirty or self._noisy or self._told.mouth)
        return self._told if well and self._now() - self._asked_at < ASK_AGAIN_S else None

    def forget(self) -> None:
        """The port was closed: whoever is there next has told nothing yet."""
        self._asked_at = -math.inf

    def _drain(self) -> None:
        """Take in what it said since it was listened to; what is no automatic status is too late for its question."""
        while data := self._port.read(256, 0):
            for byte in data:
                self._listening, reply = hear(self._listening, byte)
                self._take(reply)

    def _take(self, reply: Reply | None) -> None:
        self._noisy = self._noisy or isinstance(reply, Noise)
        is_owed = (isinstance(reply, RealTime) and reply.question > 0) or (isinstance(reply, Processed) and self._owed)
        self._unasked += isinstance(reply, RealTime | Processed) and not is_owed
        if isinstance(reply, Automatic):
            self._told = learnt(self._told, reply)

    def _asked(self) -> PrinterStatus:
        self._drain()
        # A part of an automatic status stays: the rest of it follows.
        begun = self._listening.automatic if self._automatic else b""
        self._listening, self._noisy, self._unasked = Listening(automatic=begun), False, 0
        # Where a job broke off, a printer that never answered might take a question for a part of it.
        unheard = self._real_time is False or (self._real_time is None and self._torn)
        status = PrinterStatus() if unheard else self._by_questions()
        if not status.silent or self.barrier is False:
            return status
        answer = self._barrier_answer(self._sweep())
        if answer is not None or not self.has_answered:
            self.came_through()
        if answer is None:
            return status._replace(garbled=self._noisy)
        # Known to answer in order only: its silence to the real-time questions is not waited for again.
        self._real_time = self._real_time or False
        return learnt(status, answer)

    def ask_now(self) -> PrinterStatus:
        """How it is in this moment, without waiting for what it still has to print."""
        return self._by_questions() if self._real_time else PrinterStatus()

    def settled(self) -> bool:
        """Whether nothing of an earlier job is in it any more; makes it so where that is not known."""
        is_unsure = self._real_time is True and self.barrier is None
        if not (self._dirty or is_unsure):
            return True
        line_s = self._sweep()
        answer = None if self.barrier is False else self._barrier_answer(line_s)
        if answer is None and self.barrier:
            return False
        if answer is None and self.barrier is None and self._may_be_held_back():
            return True
        self.barrier = answer is not None
        self.came_through()
        return True

    def _may_be_held_back(self) -> bool:
        """Whether its first answer may still wait behind a paper that an earlier program left in it."""
        self._held_back_until = min(self._held_back_until, self._now() + self._finish_s)
        return self._now() < self._held_back_until

    def begin(self, cut: bytes) -> None:
        """A job is begun: until it is confirmed, something of it may be in the printer. `cut` would end its paper."""
        self._dirty = self._torn = True
        self._overheard.clear()
        self._swept, self._cut = False, cut

    def model_name(self) -> str:
        """What it calls itself; "" when it does not say, as cheap ones don't."""
        self.send(MODEL_NAME)
        said, deadline = b"", self._now() + self._answer_s
        while len(said) < LONGEST_NAME and not said.endswith(b"\x00"):
            byte = self._port.read(1, max(0.0, deadline - self._now()))
            if not byte:
                break
            if said or byte == NAME_BEGINS:
                said += byte
            else:
                self._listening, reply = hear(self._listening, byte[0])
                self._take(reply)
        name = said[1:-1] if said[-1:] == b"\x00" else b""
        return "".join(chr(byte) for byte in name if 0x20 <= byte < 0x7F)

    @property
    def answers(self) -> tuple[str, ...]:
        """Which of the usual questions it has answered."""
        known = (("DLE EOT", self._real_time), ("GS r", self.barrier))
        return tuple(name for name, does in known if does)

    def came_through(self) -> None:
        """Nothing of a job is in it any more, as far as anybody can know."""
        self._dirty = self._torn = False

    def _sweep(self) -> float:
        """Fill up a picture that broke off and cut its paper off; gives back the seconds that the line needs for it."""
        if not self._dirty or self._swept:
            return 0.0
        broom = FILL + FORGET + bytes(HW_INIT) + self._cut
        line_s = len(broom) / self._bytes_per_s
        self._port.write(broom, STALL_S + line_s)
        self._swept = True
        return line_s

    def send(self, command: bytes) -> None:
        self._port.write(command, STALL_S)

    def send_barrier(self) -> None:
        self._owed = True
        self.send(BARRIER)

    def hear(self, kind: type[R], seconds: float) -> R | None:
        """The first reply of a kind; None when there was none within the time."""
        deadline = self._now() + seconds
        left = seconds
        while left > 0:
            data = self._port.read(1, left)
            if not data:
                return None
            self._listening, reply = hear(self._listening, data[0])
            self._take(reply)
            if isinstance(reply, RealTime | Processed | Done | Whole):
                self.has_answered = True
            if isinstance(reply, kind):
                return reply
            if isinstance(reply, Processed | Done):
                self._overheard.append(reply)
            left = deadline - self._now()
        return None

    def confirmation(self, letters: bytes, seconds: float) -> bool:
        """Whether the printer said within the time that everything up to its last barrier or process id is on paper."""
        known, self._overheard = self._overheard, []
        if any(self._is_word(each, letters) for each in known):
            return True
        deadline, kind = self._now() + seconds, Done if letters else Processed
        while (word := self.hear(kind, deadline - self._now())) is not None:
            if self._is_word(word, letters):
                return True
        return False

    def _is_word(self, word: Reply, letters: bytes) -> bool:
        """Whether it is about the job. One to GS r is not where none was asked for: it answers an earlier barrier."""
        if isinstance(word, Done):
            return word.letters == letters
        is_word = isinstance(word, Processed) and not letters and self.barrier is True
        self._owed = self._owed and not is_word
        return is_word

    def _by_questions(self) -> PrinterStatus:
        """One round of questions; it ends at the first that gets no answer, so that answers can't slip by one."""
        status = PrinterStatus()
        for question in QUESTIONS:
            answer = self._ask(question, RealTime)
            if answer is None:
                return status._replace(garbled=self._noisy)
            self._real_time = True
            status = learnt(status, answer)
        if self._presenter:
            whole = self._ask(WHOLE_STATUS, Whole)
            status = learnt(status, whole) if whole is not None else status
        return status

    def _ask(self, question: int, kind: type[R]) -> R | None:
        self._listening = ask(self._listening, question)
        self.send(bytes(RT_STATUS) + bytes((question,)))
        return self.hear(kind, self._answer_s)

    def _barrier_answer(self, line_s: float = 0.0) -> Processed | None:
        """Its answer to a barrier; when one was owed, those to all earlier ones are heard out."""
        owed = self._owed
        self.send_barrier()
        answer = self.hear(Processed, self._answer_s + line_s)
        if answer is None:
            return None
        while owed and (later := self.hear(Processed, self._answer_s)) is not None:
            answer = later
        self.barrier, self._owed = True, False
        return answer
