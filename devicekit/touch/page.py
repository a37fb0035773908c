"""What a screen shows, as values: words, buttons with ids, a picture. Logic makes them, a renderer draws them. Pure."""

from typing import Literal, NamedTuple

Tone = Literal["plain", "primary", "best", "good", "middle", "poor", "worst"]
"""What a button means, never its colour alone: its words and its mark say the same."""
Mark = Literal["", "best", "good", "middle", "poor", "worst", "done", "tick", "box", "back", "building"]
Form = Literal["message", "ask", "choices", "list", "question"]


class Words(NamedTuple):
    """What is said, Vietnamese first; `english` may be empty."""

    text: str
    english: str = ""


class Button(NamedTuple):
    """Something to touch. `id` is what the logic hears."""

    id: str
    words: Words
    tone: Tone = "plain"
    mark: Mark = ""
    chosen: bool = False


class Person(NamedTuple):
    """Who it is about; `photo` names a picture that the renderer was given, "" for a silhouette."""

    name: str
    position: str = ""
    photo: str = ""


class Page(NamedTuple):
    """One screenful. A touch that began on a page of another `name` does not count on this one."""

    name: str
    form: Form
    place: Words
    title: Words
    corner: Words = Words("")
    over: Words = Words("")
    tally: Words = Words("")
    """At the end of the line above the title: how far it is."""
    person: Person | None = None
    buttons: tuple[Button, ...] = ()
    actions: tuple[Button, ...] = ()
    note: Words = Words("")
    mark: Mark = ""
    progress: tuple[int, int] | None = None
