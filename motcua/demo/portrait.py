"""A drawn portrait for the demo's officers, whose real photos are nobody's business."""

from pathlib import Path

import pygame

SIZE = (360, 480)
SMOOTH = 3
JACKET = (30, 44, 74)


def draw_portrait(file: Path, jacket: tuple[int, int, int] = JACKET) -> None:
    """Write a PNG of 3:4: head and shoulders, white shirt, dark jacket, grey ground."""
    width, height = (SMOOTH * each for each in SIZE)
    large = pygame.Surface((width, height), depth=32)
    for y in range(height):
        shade = 226 - 34 * y // height
        pygame.draw.line(large, (shade - 14, shade - 4, shade), (0, y), (width, y))
    middle = width // 2

    def oval(colour: tuple[int, int, int], x: float, y: float, w: float, h: float) -> None:
        box = pygame.Rect(0, 0, round(width * w), round(height * h))
        box.center = (round(width * x), round(height * y))
        pygame.draw.ellipse(large, colour, box)

    oval((36, 30, 32), 0.5, 0.36, 0.46, 0.42)
    oval(jacket, 0.5, 1.06, 0.98, 0.72)
    collar = [(middle + width * dx, height * y) for dx, y in ((-0.16, 0.70), (0.16, 0.70), (0, 0.98))]
    pygame.draw.polygon(large, (247, 249, 252), collar)
    oval((222, 178, 150), 0.5, 0.665, 0.19, 0.17)
    oval((233, 192, 165), 0.5, 0.40, 0.34, 0.33)
    hair = pygame.Surface((width, height), pygame.SRCALPHA)
    pygame.draw.ellipse(hair, (36, 30, 32), (width * 0.28, height * 0.17, width * 0.44, height * 0.2))
    large.blit(hair, (0, 0))
    for x in (0.43, 0.57):
        oval((44, 36, 36), x, 0.41, 0.032, 0.017)
    pygame.draw.arc(large, (168, 96, 88), (width * 0.435, height * 0.42, width * 0.13, height * 0.085), 3.6, 5.82, 7)
    file.parent.mkdir(parents=True, exist_ok=True)
    pygame.image.save(pygame.transform.smoothscale(large, SIZE), str(file))
