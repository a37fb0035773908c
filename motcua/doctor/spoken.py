"""A word to the officer while the doctor waits for its end."""

import queue

from counter_display.device import SpeakerSeen
from counter_display.speaker import open_speaker
from counter_display.speech_settings import SpeakTable
from counter_display.speech_words import Word
from devicekit.messages import Part
from devicekit.worker import InlineWorker


def said(table: SpeakTable, word: Word) -> Part:
    """Say it, as the counter's program does; how the loudspeaker was then."""
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    worker = InlineWorker()
    speaker = open_speaker(table, worker)
    speaker.start(inbox)
    speaker.say(word)
    worker.poll()
    speaker.stop()
    part = Part(state="unknown")
    while not inbox.empty():
        seen = inbox.get()
        if isinstance(seen, SpeakerSeen):
            part = seen.part
    return part
