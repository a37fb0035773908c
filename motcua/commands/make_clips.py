"""`motcua make-clips FOLDER`: a clip set for the announcers; `--list` tells a person what to record instead."""

from announcer.clipmaker import add_arguments, run

__all__ = ["add_arguments", "run"]
