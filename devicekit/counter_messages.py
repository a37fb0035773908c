"""What an officer asks for at a counter's own keys; a part of devicekit.messages."""

from typing import Annotated, Literal

from msgspec import Meta

from devicekit.message_fields import END, AtHand, Body, DeviceId, PinKeyText, SealedPin

Key = Literal["next", "recall", "start", "finish", "noshow", "next_or_recall", "finish_or_noshow", "fee"]


class KeyPressed(Body, frozen=True, kw_only=True, tag="KeyPressed"):
    """An officer pressed a key; the two-meaning keys of small boxes are decided by the hub, which knows the state.

    `alone`: the hub was silent and the counter has ended that visit by itself; a hub that does not know the field takes
    it for a key, and refuses one that is old.
    """

    counter: DeviceId
    key: Key
    result: Annotated[int, Meta(ge=1, le=8)] | None = None
    alone: AtHand = ""


TypedVerb = Literal[
    "call", "park", "unpark", "to_service", "to_counter", "to_and_back", "dossier", "rate", "reprint", "requeue",
    "pause", "open", "close", "undo", "hold", "switch", "help", "logout",
]  # fmt: skip


class VerbTyped(Body, frozen=True, kw_only=True, tag="VerbTyped"):
    """An officer typed a verb of a numeric keypad that no key of KeyPressed means, with these digits before it.

    What the digits mean here (12: A012; 2: the second service) the hub decides, which knows the state. `alone`: the hub
    was silent and the counter has called that number by itself; a hub that does not know the field as in KeyPressed.
    """

    counter: DeviceId
    verb: TypedVerb
    digits: Annotated[str, Meta(pattern=r"^[0-9]{0,4}" + END, description="as typed; empty: none")] = ""
    alone: bool = False


class LoginTyped(Body, frozen=True, kw_only=True, tag="LoginTyped"):
    """An officer typed their number and PIN; `key` is the CounterSet.login_key that they are sealed to."""

    counter: DeviceId
    key: PinKeyText
    sealed: SealedPin
