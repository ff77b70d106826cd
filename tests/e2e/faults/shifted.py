"""Home Assistant with a clock that can be set while it runs: how many seconds it is off stands in a file.

It stands in for `python -m homeassistant`. What Home Assistant asks for the time is replaced before anything else is
imported; how time passes (the monotonic clock) is not touched, as when a machine's clock is set.
"""

from contextlib import suppress
from datetime import UTC, datetime, tzinfo
import os
from pathlib import Path
import sys
import threading
import time
from typing import Any, Final, override

VARIABLE: Final = "SHIFTED_CLOCK"

LOOK_SECONDS: Final = 0.05

_time, _time_ns = time.time, time.time_ns


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


class ShiftedDatetime(datetime):
    """What says which time it is by the clock that is off."""

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> Any:
        """Return the time by that clock."""
        return datetime.fromtimestamp(time.time(), tz)


def shift() -> None:
    """Let everybody ask the clock that is off."""
    offset = Offset(Path(os.environ[VARIABLE]))
    time.time = lambda: _time() + offset.seconds
    time.time_ns = lambda: _time_ns() + round(offset.seconds * 1e9)

    # Imported in this order, each takes the time from what was replaced before it.
    from homeassistant.util import dt  # noqa: PLC0415

    ours: Any = dt
    ours.utcnow = lambda: datetime.fromtimestamp(time.time(), UTC)
    ours.now = lambda time_zone=None: datetime.fromtimestamp(
        time.time(), time_zone or dt.get_default_time_zone()
    )
    # A session's token is good from now on, by the same clock.
    from jwt import api_jwt  # noqa: PLC0415

    theirs: Any = api_jwt
    theirs.datetime = ShiftedDatetime


def main() -> int:
    """Start Home Assistant."""
    shift()
    from homeassistant.__main__ import main as start  # noqa: PLC0415

    return start()


if __name__ == "__main__":
    sys.exit(main())
