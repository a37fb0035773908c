"""`motcua-counter-display FILE.toml…`: run the display and keypad of a counter, or of several on one line."""

import sys

from counter_display.program import main

if __name__ == "__main__":
    sys.exit(main())
