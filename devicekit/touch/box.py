"""Rectangles of a screen, in whole pixels, and how they are cut into smaller ones. Pure."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; x and y are its left upper corner."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def shrunk(self, dx: int, dy: int | None = None) -> "Box":
        """Smaller by that much on each side."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def top(self, h: int) -> "Box":
        return Box(self.x, self.y, self.w, min(h, self.h))

    def below(self, h: int) -> "Box":
        """What is left when so much is taken from the top."""
        h = min(h, self.h)
        return Box(self.x, self.y + h, self.w, self.h - h)

    def foot(self, h: int) -> "Box":
        h = min(h, self.h)
        return Box(self.x, self.bottom - h, self.w, h)

    def above(self, h: int) -> "Box":
        """What is left when so much is taken from the bottom."""
        return Box(self.x, self.y, self.w, max(0, self.h - h))

    def left(self, w: int) -> "Box":
        return Box(self.x, self.y, min(w, self.w), self.h)

    def beside(self, w: int) -> "Box":
        """What is left when so much is taken from the left."""
        w = min(w, self.w)
        return Box(self.x + w, self.y, self.w - w, self.h)

    def inset(self, w: int, h: int) -> "Box":
        """A box of that size in the middle of this one."""
        return Box(self.x + (self.w - w) // 2, self.y + (self.h - h) // 2, w, h)

    def columns(self, count: int, gap: int) -> list["Box"]:
        """Side by side, equally wide."""
        w = (self.w - gap * (count - 1)) // count
        return [Box(self.x + i * (w + gap), self.y, w, self.h) for i in range(count)]

    def rows(self, count: int, gap: int, most: int | None = None) -> list["Box"]:
        """One below the other, equally high, none higher than `most`."""
        h = (self.h - gap * (count - 1)) // count
        h = h if most is None else min(h, most)
        return [Box(self.x, self.y + i * (h + gap), self.w, h) for i in range(count)]

    def grid(self, count: int, columns: int, gap: int, most: int | None = None) -> list["Box"]:
        """`count` boxes, line by line."""
        lines = self.rows(max(1, -(-count // columns)), gap, most)
        return [cell for line in lines for cell in line.columns(columns, gap)][:count]
