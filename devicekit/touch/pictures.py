"""Pictures from elsewhere, made safe to show: their size is read before anything is unpacked.

A file of 2 MB can unpack to gigabytes. JPEG and PNG say their size near the start:

    PNG   89 50 4e 47 0d 0a 1a 0a | length(4) 'IHDR' | width(4) height(4) ...
    JPEG  ff d8 | ff marker length(2) payload | ... | ff c0..cf length(2) precision(1) height(2) width(2)
"""

from io import BytesIO

import pygame

# 3:4 portraits of a phone's front camera; unpacked 24 MB for a moment.
MOST_PIXELS = 6_000_000
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG; None when it is neither, or broken."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _SIZES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 1 if marker == 0xFF else 2 + length
    return None


def portrait(data: bytes, width: int, height: int) -> pygame.Surface | str:
    """The picture, cut and scaled to fill width by height; or why it can't be shown."""
    size = size_of(data)
    if size is None:
        return "neither JPEG nor PNG"
    if not 0 < size[0] * size[1] <= MOST_PIXELS:
        return f"{size[0]} by {size[1]} pixels; at most {MOST_PIXELS // 1_000_000} million in all"
    try:
        picture = pygame.image.load(BytesIO(data))
    except (pygame.error, ValueError, MemoryError) as error:
        return f"can't be read: {error}"
    whole = pygame.Surface(picture.get_size(), depth=32)
    whole.fill((255, 255, 255))
    whole.blit(picture, (0, 0))
    scale = max(width / size[0], height / size[1])
    w, h = min(size[0], round(width / scale)), min(size[1], round(height / scale))
    # A face is above the middle: what is too high is cut at the feet.
    cut = whole.subsurface(((size[0] - w) // 2, 0, w, h))
    return pygame.transform.smoothscale(cut, (width, height))
