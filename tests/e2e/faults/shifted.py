"""Home Assistant with a clock that can be set while it runs: how many seconds it is off stands in a file.

It stands in for `python -m homeassistant`. What Home Assistant asks for the time is replaced before anything else is
imported; how time passes (the monotonic clock) is not touched, as when a machine's clock is set.
"""

from contextlib import suppress
import os
from pathlib import Path
import sys
import threading
import time
from typing import Final

from demo.clock import shift

VARIABLE: Final = "SHIFTED_CLOCK"

LOOK_SECONDS: Final = 0.05


class Offset:
    """How many seconds the clock is off."""

    def __init__(self, file: Path) -> None:
        """Read it, and keep reading it aside: the event loop of Home Assistant is not for files."""
        self._file = file
        self.seconds = self._read()
        threading.Thread(target=self._watch, name="clock", daemon=True).start()

    def _read(self) -> float:
        return float(self._file.read_text())

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            # While it is being written, it is empty.
            with suppress(ValueError):
                self.seconds = self._read()


def main() -> int:
    """Start Home Assistant."""
    offset = Offset(Path(os.environ[VARIABLE]))
    shift(lambda: offset.seconds)
    from homeassistant.__main__ import main as start  # noqa: PLC0415

    return start()


if __name__ == "__main__":
    sys.exit(main())
