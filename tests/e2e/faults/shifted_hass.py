"""Home Assistant with a clock that can be set while it runs. It is run in place of `python -m homeassistant`.

A file holds how many seconds the clock is ahead. How time passes (the monotonic clock) is not changed, as when the
clock of a machine is set.
"""

from contextlib import suppress
import os
from pathlib import Path
import sys
import threading
import time
from typing import Final

from demo.shifted_clock import shift_clock

CLOCK_VARIABLE: Final = "SHIFTED_CLOCK"
CHECK_SECONDS: Final = 0.05


class FileOffset:
    """The number in a file, read in a thread: the event loop of Home Assistant must not wait for files."""

    def __init__(self, file: Path) -> None:
        """Read it, and keep reading it."""
        self._file = file
        self.seconds = float(file.read_text())
        threading.Thread(target=self._watch, name="clock", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(CHECK_SECONDS)
            # While it is being written, it is empty.
            with suppress(ValueError):
                self.seconds = float(self._file.read_text())


def main() -> int:
    """Start Home Assistant."""
    offset = FileOffset(Path(os.environ[CLOCK_VARIABLE]))
    shift_clock(lambda: offset.seconds)
    from homeassistant.__main__ import main as start  # noqa: PLC0415

    return start()


if __name__ == "__main__":
    sys.exit(main())
