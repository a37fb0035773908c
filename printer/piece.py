"""What is drawn for an element, before it is cropped and packed, and where letters come from."""

from typing import NamedTuple, Protocol

from PIL import Image

from printer.document import Align, Weight


class Ink(NamedTuple):
    """A drawn line: dots (1 is black) and how far their upper edge is below the top of the line."""

    image: Image.Image
    top: int


class Fonts(Protocol):
    """Where letters come from; faces are loaded outside and handed in."""

    def width(self, text: str, weight: Weight, pixels: int) -> float: ...

    def ink(self, text: str, weight: Weight, pixels: int) -> Ink: ...

    def __hash__(self) -> int: ...


class Piece(NamedTuple):
    """A box across the paper, `height` rows tall; its ink, if it has any, begins `top` rows below its upper edge.

    `indent`: dots between the left edge and ink that is at the left.
    """

    height: int
    image: Image.Image | None = None
    top: int = 0
    align: Align = "center"
    indent: int = 0
