"""One word from the synthesizer to a WAV file: `python -m devicekit.sound.clipmaker_worker VOICE RATE TEXT FILE`."""

import sys


def main(argv: list[str]) -> int:
    """Status 0 when the file is written; for a voice that does not exist, 1 and the known ones on standard error."""
    import pyttsx3

    voice, rate, text, file = argv
    engine = pyttsx3.init("espeak")
    # Setting an unknown voice is no error there: the text would come out in English.
    known = sorted({str(language) for each in engine.getProperty("voices") for language in each.languages})
    if voice not in known:
        sys.stderr.write(f"no voice {voice!r} in espeak-ng; known: {', '.join(known)}\n")
        return 1
    engine.setProperty("voice", voice)
    engine.setProperty("rate", int(rate))
    engine.save_to_file(text, file)
    engine.runAndWait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
