"""The auditor: every promise of the hub as a sentence, checked on the exported log and on what people hold.

It knows no program of ours. `held` is plain values: papers, answers, what was asked, the order of the hub's messages,
what displays and board say at the end; the settings that bind: `bound`, and `room` (so many wait inside, then kiosks
give no more numbers; 0: any number).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from auditor_books import Line, Rules, read
from auditor_hall import Hall

Held = dict[str, Any]

VIETNAM = timedelta(hours=7)
TODAY = ("TicketTaken", "ReserveTaken", "AppointmentHeld")
GIVEN = (*TODAY, "ReserveOfPastDay")
PAST = ("ReserveOfPastDay", "RatedOfPastDay")
KEYS = ("KeyPressed", "VerbTyped")
BY_KEY = ("Called", "Recalled", "Started", "NoShow", "SentToFee")
# The bound of the settings, when what is held does not say another.
BOUND = 20
OF_A_PAPER = ("TicketPrinted", "PrintFailed")
ONE_PAPER = ("TicketPrinted", "PrintFailed", "CommandResult")


def audit(lines: Iterable[str], held: Held) -> list[str]:
    """The sentences that do not hold, each with what breaks it; none when all is well."""
    log = read(lines)
    rules = (_order, _days, _series, _presses, _papers, _acknowledged, _repeats, _doubled, _merged, _fees, _wire)
    found = [sentence for rule in rules for sentence in rule(log, held)]
    return found + list(_halls(log, held))


def _order(log: list[Line], held: Held) -> Iterator[str]:
    for i, line in enumerate(log, 1):
        if line.seq != i:
            yield f"the log has no gap and no fact twice: {line.seq} at place {i}"
            return
    for before, after in pairwise(log):
        if after.fact["at_ms"] < before.fact["at_ms"]:
            yield f"legal time never goes back: fact {after.seq}"


def _days(log: list[Line], held: Held) -> Iterator[str]:
    today = ""
    for line in log:
        if line.kind == "DayStarted":
            at = datetime.fromtimestamp(line.fact["at_ms"] / 1000, UTC) + VIETNAM
            if line.day != at.date().isoformat():
                yield f"a working day is the date in Vietnam: {line.day} began at {at:%Y-%m-%d %H:%M}"
            if line.day <= today:
                yield f"no day comes again: {line.day} after {today}"
            today = line.day
        elif (line.day >= today) if line.kind in PAST else (line.day != today):
            yield f"a fact belongs to its day: {line.kind} of {line.day} on {today}"


def _series(log: list[Line], held: Held) -> Iterator[str]:
    """Also the numbers that came in a day late."""
    given = Counter((line.day, line.number) for line in log if line.kind in GIVEN)
    yield from (f"no number is given twice in a day: {number} on {day}" for (day, number), n in given.items() if n > 1)
    series, others = defaultdict(list), defaultdict(set)
    for line in log:
        if line.kind == "TicketTaken":
            series[line.day, _series_of(line)].append(line.fact["n"])
        elif line.kind == "AppointmentHeld" or line.fact.get("by_hand"):
            # Written on paper in a power cut, or kept from an earlier day: the series leaves it out.
            others[line.day].add(line.number)
    firsts = {service: min(each[0] for of, each in series.items() if of[1] == service) for _, service in series}
    names = {(_series_of(line), line.fact["n"]): line.number for line in log if line.kind == "TicketTaken"}
    for (day, service), numbers in series.items():
        left = {n for (of, n), number in names.items() if of == service and number in others[day]}
        left |= {int("".join(filter(str.isdigit, number))) for number in others[day] if _alike(names, service, number)}
        left |= _jumped(log, day, service, firsts[service])
        should = [n for n in range(firsts[service], numbers[-1] + 1) if n not in left - set(numbers)]
        if numbers != should:
            yield f"a series has no gap and begins again each day: {service} on {day} is {numbers}"


def _jumped(log: list[Line], day: str, service: str, first: int) -> set[int]:
    """What a series leaves out because the store was restored: so many after the last one that the backup knew."""
    left, upcoming = set[int](), first
    for line in log:
        if line.day == day and line.kind == "TicketTaken" and _series_of(line) == service:
            if line.fact["n"] in left:
                return set()
            upcoming = max(upcoming, line.fact["n"] + 1)
        elif line.day == day and line.kind == "StoreRestored":
            left |= set(range(upcoming, upcoming + line.fact["skip"]))
            upcoming += line.fact["skip"]
    return left


def _series_of(line: Line) -> str:
    return " ".join(filter(None, (line.fact["service"], line.fact.get("series", ""))))


def _alike(names: dict[tuple[str, int], str], service: str, number: str) -> bool:
    """Whether a number looks like those of a service."""
    one = next(each for (of, _), each in names.items() if of == service)
    return (one.rstrip("0123456789"), len(one)) == (number.rstrip("0123456789"), len(number))


def _presses(log: list[Line], held: Held) -> Iterator[str]:
    """On one day; a reserve ticket that came in a day late finds that day closed."""
    void = {(line.day, line.number) for line in log if line.kind == "NumberVoided"}
    numbers = defaultdict(list)
    for line in log:
        if line.kind in TODAY and (line.day, line.number) not in void:
            numbers[line.day, line.fact["press"]].append(line.number)
    yield from (f"a press has one ticket: {press} has {n}" for (_, press), n in numbers.items() if len(n) > 1)


def _papers(log: list[Line], held: Held) -> Iterator[str]:
    given = {(line.fact["press"], line.number) for line in log if line.kind in GIVEN}
    void = {(line.day, line.number) for line in log if line.kind == "NumberVoided" and line.fact.get("replaced_by")}
    voided = {
        (line.fact["press"], line.number) for line in log if line.kind in GIVEN and (line.day, line.number) in void
    }
    first = Counter(paper["press"] for paper in held["papers"] if not paper["copy"])
    for paper in held["papers"]:
        pair = (paper["press"], paper["number"])
        if pair not in given:
            yield f"nobody is lost: {paper['number']} is on paper for {paper['press']} and not in the log"
        # A copy may have come out of another kiosk before anybody could know.
        if pair in voided and not paper["copy"]:
            yield f"no void number is on paper: {paper['number']} for {paper['press']}"
    yield from (f"no press has two papers that look alike: {press}" for press, n in first.items() if n > 1)


def _acknowledged(log: list[Line], held: Held) -> Iterator[str]:
    numbers = defaultdict(set)
    for line in log:
        if line.kind in GIVEN:
            numbers[line.fact["press"]].add(line.number)
    presses = {(each["device"], each["id"]): each for each in held["asked"] if each["press"]}
    for said in held["said"]:
        asked = presses.get((said["device"], said["id"]))
        if asked is None or said["outcome"] != "accepted":
            continue
        known = _numbers_of(asked, numbers)
        # Who came too late for an appointment is told so behind the number.
        if not known or (said["detail"] and said["detail"].split()[0] not in known):
            what = f"{said['detail']} for {asked['press']}"
            yield f"nothing that was acknowledged is missing: {what}; the log has {sorted(known)}"
    heard = {(said["device"], said["id"]) for said in held["said"]}
    # A number of the reserve, or what became of the paper, takes the place of the wish.
    told = {asked["press"] for asked in held["asked"] if asked["what"] in ("TicketIssued", *OF_A_PAPER)}
    # Pressed again while the hub is away, help is asked for once; a code whose person has gone gives way to the next.
    last = {(asked["device"], asked["what"]): asked["id"] for asked in held["asked"]}
    for asked in held["asked"]:
        instead = asked["what"] in ("TicketWanted", "AppointmentShown") and asked["press"] in told
        gave_way = asked["id"] != last[asked["device"], asked["what"]]
        instead = instead or (asked["what"] in ("HelpAsked", "AppointmentShown") and gave_way)
        if (asked["device"], asked["id"]) not in heard and not instead:
            yield f"whoever asks is answered: {asked['what']} {asked['id']} of {asked['device']} was not"


def _numbers_of(asked: dict[str, Any], numbers: dict[str, set[str]]) -> set[str]:
    """What a press has; nothing, where a group has not as many as it asked for."""
    if (count := asked.get("count", 1)) == 1:
        return numbers[asked["press"]]
    group = [numbers[f"{asked['press']}:{i + 1}"] for i in range(count)]
    return set().union(*group) if all(group) else set()


def _repeats(log: list[Line], held: Held) -> Iterator[str]:
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for said in held["said"]:
        known = first.setdefault((said["device"], said["id"]), said)
        # Answers are kept for seven days; after that a repeat is told so, and nothing is done.
        if known != said and said["reason"] != "too_old":
            both = f"{known['detail']!r}, then {said['detail']!r}"
            yield f"a repeat gets its first answer: {said['id']} of {said['device']}: {both}"


def _doubled(log: list[Line], held: Held) -> Iterator[str]:
    """No device caused more than it asked for."""
    what = {(each["device"], each["id"]): each["what"] for each in held["asked"]}
    # A key whose answer was lost may have had its effect; after seven days it is only told that it was answered.
    accepted = {
        (said["device"], said["id"])
        for said in held["said"]
        if said["outcome"] == "accepted" or said["reason"] == "too_old"
    }
    keys = Counter(device for device, id_ in accepted if what.get((device, id_)) in KEYS)
    papers = Counter(device for device, id_ in accepted if what.get((device, id_)) in ONE_PAPER)
    done = Counter(
        line.device
        for line in log
        if line.kind in BY_KEY and line.device.startswith("counter-") and not line.fact.get("then_ms")
    )
    told = Counter(
        line.device for line in log if line.kind in ("Printed", "PrintMissed") and line.fact.get("outcome") != "expired"
    )
    for device, count in done.items():
        if count > keys[device]:
            yield f"nothing is done twice: {device} pressed {keys[device]} keys, {count} had an effect"
    for device, count in told.items():
        if count > papers[device]:
            yield f"nothing is done twice: {device} told of {papers[device]} papers, the log of {count}"
    votes = Counter(
        (line.kind, line.fact.get("visit", line.fact.get("vote")))
        for line in log
        if line.kind in ("Rated", "AgencyRated")
    )
    yield from (f"one vote counts once: {vote}" for (_, vote), n in votes.items() if n > 1)


def _merged(log: list[Line], held: Held) -> Iterator[str]:
    """What counters did alone: all of it is in the log or was so already, none of it twice, each at its own time."""
    verbs = {"CalledAlone": "call", "FinishedAlone": "finish"}
    deeds = {(each["device"], each["id"]): verbs[each["what"]] for each in held["asked"] if each["what"] in verbs}
    if not deeds and not any(map(_alone, log)):
        return
    asked = Counter((device, verb) for (device, _), verb in deeds.items())
    told = Counter((line.device, verb) for line in log if (verb := _alone(line)))
    for (device, verb), count in told.items():
        if count > asked[device, verb]:
            yield f"what was done alone is taken in once: {device}: {asked[device, verb]} {verb}, the log has {count}"
    for line in log:
        if line.fact.get("then_ms", 0) > line.at_ms:
            yield f"what was done alone was done before it is told: fact {line.seq}"
    for said in held["said"]:
        is_deed = (said["device"], said["id"]) in deeds
        if is_deed and said["outcome"] == "refused" and said["reason"] != "too_old":
            yield f"what was done alone is taken in: {said['id']} of {said['device']}: {said['reason']}"


def _alone(line: Line) -> str:
    """Which verb of a counter that was alone a fact is the first one of; "" for none."""
    if line.kind == "AloneConflict":
        return line.fact["verb"]
    if not line.fact.get("then_ms") or (line.kind == "Started" and line.fact.get("follows")):
        return ""
    if line.kind == "Finished":
        return "finish" if line.fact.get("by", "finish") == "finish" else ""
    return "call"


def _fees(log: list[Line], held: Held) -> Iterator[str]:
    paid: set[tuple[str, str, str]] = set()
    for line in log:
        if line.kind == "SentToFee":
            paid = {each for each in paid if each[:2] != (line.day, line.number)}
        elif line.kind == "FeePaid":
            what = (line.day, line.number, line.fact.get("code", ""))
            if what in paid:
                yield f"a fee is paid once: {line.number} {what[2]}"
            paid.add(what)


def _wire(log: list[Line], held: Held) -> Iterator[str]:
    last: dict[str, tuple[int, int]] = {}
    for sent in held["sent"]:
        place = (sent["epoch"], sent["seq"])
        if place <= last.get(sent["topic"], (-1, -1)):
            yield f"no epoch and no sequence goes back: {sent['topic']} {place} after {last[sent['topic']]}"
        last[sent["topic"]] = place


def _halls(log: list[Line], held: Held) -> Iterator[str]:
    rules = Rules(
        held.get("bound", BOUND),
        held.get("at_a_time", {}),
        held.get("seats", {}),
        held.get("cards", {}),
        held.get("per_person", {}),
        held.get("room", 0),
    )
    hall = Hall(rules)
    for line in log:
        if line.kind == "DayStarted":
            yield from hall.end()
            wrong, hall = hall.wrong, Hall(rules, line.day, hall.new)
            # A night is no right PIN.
            hall.wrong.update(wrong)
        elif line.kind not in PAST:
            yield from hall.step(line)
    yield from hall.end()
    for counter, shown in held["shown"].items():
        if shown != (there := hall.desks.get(counter, "")):
            yield f"a display shows who is called: {counter} shows {shown!r}, the log says {there!r}"
    for service, count in held["waiting"].items():
        if count != (wait := len(hall.waiting(service))):
            yield f"nobody who waits is lost: the board says {count} for {service}, the log {wait}"
    for number, now in held.get("people", {}).items():
        person = hall.people.get(number)
        if person is None or person.now != now:
            known = f"{number} is {now} for the hub, {'unknown' if person is None else person.now} by the log"
            yield f"whoever got a number waits, is at a counter, or has gone: {known}"
    if "people" in held and len(held["people"]) != len(hall.people):
        yield f"whoever got a number is known: the hub knows {len(held['people'])}, the log {len(hall.people)}"
