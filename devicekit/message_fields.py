"""What the contract's messages are made of: the types of their fields, with their limits, and the two base structs."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

# `$` alone also matches before a last newline, which would reach logs and paper.
END = r"$(?!\n)"
# What JSON numbers carry exactly everywhere, and SQLite stores.
LARGEST = 2**53 - 1
# Longer free text (an exception's) is cut before it is sent: codec.fit().
MAX_TEXT = 200

DeviceId = Annotated[
    str, Meta(pattern=r"^[a-z0-9-]{1,32}" + END, description="unique in the site; also the MQTT user name")
]
MessageId = Annotated[
    str, Meta(pattern=r"^[a-zA-Z0-9.:-]{1,64}" + END, description="unique for ever; a repeat keeps it")
]
SessionId = Annotated[
    str, Meta(pattern=r"^[a-zA-Z0-9.:-]{1,64}" + END, description="one run of a program, from birth to death")
]
BootId = Annotated[
    str, Meta(pattern=r"^[a-zA-Z0-9.:-]{1,64}" + END, description="one start of a machine; its clock counts within it")
]
ServiceId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}" + END)]
Number = Annotated[str, Meta(pattern=r"^[A-Z]?[0-9]{3,4}" + END, description="as the citizen sees it, zeros included")]
AtHand = Annotated[
    str,
    Meta(
        pattern=r"^([A-Z]?[0-9]{1,4})?" + END,
        description="a number, or its digits as an officer typed them; empty: none",
    ),
]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Tag = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}" + END, description="a stable word, the same in every language")
]
DossierCode = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9./-]{0,48}" + END, description="of the one-stop system; empty: none")
]
ProcedureCode = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._-]{1,48}" + END, description="of the national list, such as 1.001193")
]
PinKeyText = Annotated[
    str, Meta(pattern=r"^([A-Za-z0-9_-]{43})?" + END, description="key for one try of a PIN; empty: none is taken")
]
SealedPin = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{1,160}" + END, description="officer and PIN, readable by the hub alone")
]
Line = Annotated[str, Meta(max_length=200, description="one item of a list on paper")]
Paragraph = Annotated[str, Meta(max_length=600)]
QrText = Annotated[str, Meta(max_length=300, description="what the QR code holds; empty: none")]
CounterNumber = Annotated[str, Meta(max_length=8, description="the counter's number as people see it")]
Levels = Literal[3, 4, 5]
Level = Annotated[int, Meta(ge=1, le=5, description="1 is the least satisfied, `levels` the most")]
DayPart = Literal["morning", "afternoon"]
WorkingDay = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" + END, description="YYYY-MM-DD")]
ClosedWhy = Literal["", "before", "after", "day", "quota", "capacity", "evacuation", "hall"]
ClockTime = Annotated[str, Meta(pattern=r"^([0-2][0-9]:[0-5][0-9])?" + END, description="HH:MM, as people read it")]
OfficerKind = Literal["civil_servant", "public_employee", "post"]
Millis = Annotated[int, Meta(ge=0, le=LARGEST)]
Person = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-f]{32})?" + END, description="keyed hash of the day: never a number or name; empty: no card"
    ),
]
# Digits alone may be a person's number, or a telephone's.
BookingCode = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*" + END,
        min_length=4,
        max_length=50,
        description="an appointment's code, of whoever minted it; with a letter in it, and never a person's number",
    ),
]
CardWish = Literal["", "wanted", "needed"]
OwnMillis = Annotated[int, Meta(ge=0, le=LARGEST, description="ms on the device's own clock since its boot")]
HubMillis = Annotated[int, Meta(ge=0, le=LARGEST, description="ms since 1970-01-01 UTC, the hub's legal time")]
Epoch = Annotated[int, Meta(ge=0, le=LARGEST, description="of the hub; a message of a lower one is refused")]
SeenEpoch = Annotated[
    int,
    Meta(ge=0, le=2**52, description="the newest epoch that was heard; half of the largest, so there is one above it"),
]
Sequence = Annotated[int, Meta(ge=0, le=LARGEST, description="of the channel; the newest state wins")]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]


class Message(Struct, frozen=True, kw_only=True):
    """Base of everything on the wire."""


class Body(Message, frozen=True, kw_only=True, tag_field="type"):
    """Base of the bodies that are told apart by their `type`."""
