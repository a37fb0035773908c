"""`motcua make-clips FOLDER`: a clip set for announcers or counters; `--list` tells a person what to record instead."""

import argparse
import sys
from pathlib import Path

from announcer import clipmaker as calls
from counter_display import speech_clips
from devicekit.sound import clipset
from devicekit.sound.clipmaker import Synthesizer, make

# Of English there are many in espeak-ng.
VOICES = {"vi": "vi", "en": "en-us"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="thư mục ghi bộ tiếng / where the clips go")
    parser.add_argument(
        "--counter",
        choices=tuple(VOICES),
        help="những tiếng ngắn ở quầy, thay cho lời gọi số / the short words at a counter instead of the calls",
    )
    parser.add_argument(
        "--voice", help="giọng của espeak-ng / espeak-ng's voice: vi, vi-vn-x-south … (vi; --counter en: en-us)"
    )
    parser.add_argument("--list", action="store_true", help="chỉ in tên tệp và lời đọc / only list files and words")


def run(args: argparse.Namespace) -> int:
    """0 when every clip is there. Raises NotMade."""
    language = args.counter
    if args.list:
        names = speech_clips.vocabulary(language) if language else calls.vocabulary()
        sys.stdout.write("".join(f"{clipset.file_name(name)}\t{name}\n" for name in names))
        return 0
    voice = args.voice or VOICES[language or "vi"]
    if language:
        names, synthesizer = speech_clips.vocabulary(language), Synthesizer(voice, speech_clips.RATE)
        make(args.folder, names, synthesizer, _say, is_small=True)
    else:
        calls.make(args.folder, Synthesizer(voice, calls.RATE), _say)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
