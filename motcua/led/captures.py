"""A capture of a line: a text file with one line for each read, so that it can be written and mended by hand.

    # motcua sniff /dev/ttyUSB0, 9600 baud
    0.000 03 10 00 70 00 02 04 41 30 31 32 7f 45
    0.031 03 10 00 70 00 02 41 f1

Seconds since the beginning, then the bytes in hex. An empty line and what follows a # say nothing.
"""

from collections.abc import Iterable, Iterator

from motcua.led.sniffing import Chunk


def written(chunk: Chunk) -> str:
    """The line of a capture, with its end."""
    return f"{chunk.at:.3f} {chunk.data.hex(' ')}\n"


def chunks(lines: Iterable[str]) -> Iterator[Chunk]:
    """What a capture holds. Raises ValueError naming the line that is none."""
    last = 0.0
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split(maxsplit=1)
        if not words:
            continue
        try:
            chunk = Chunk(float(words[0]), bytes.fromhex(words[1]))
        except (ValueError, IndexError) as error:
            raise ValueError(f"{number}: {line.strip()[:60]!r}") from error
        # Not `<`: a time that is no number is not after anything.
        if not last <= chunk.at < float("inf"):
            raise ValueError(f"{number}: {line.strip()[:60]!r}")
        last = chunk.at
        yield chunk
