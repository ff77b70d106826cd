"""Home Assistant by a clock that jumps. It stands in for `python -m homeassistant`."""

import asyncio
from functools import wraps
import os
from pathlib import Path
import selectors
import sys
from typing import Any, Final
from weakref import WeakSet

from demo.clock import shift

from .clock import Ahead, Clock, JumpingSelector

VARIABLE: Final = "SOAK_CLOCK"
# In the folder of Home Assistant: where the probe listens, and what automations told.
SOCKET: Final = "soak.sock"
TOLD: Final = "told.txt"


def main() -> int:
    """Start Home Assistant."""
    ahead = Ahead(Path(os.environ[VARIABLE]))
    shift(lambda: ahead.seconds)
    clock = Clock(ahead)
    _use(clock)
    _watch_threads(clock)
    _watch_calls(clock)
    from homeassistant.__main__ import main as start  # noqa: PLC0415

    return start()


def _use(clock: Clock) -> None:
    """Let the event loop have this clock; the probe asks for it, too."""
    JumpingSelector.clock = clock
    theirs: Any = selectors
    theirs.DefaultSelector = JumpingSelector
    from homeassistant import runner  # noqa: PLC0415

    # It gives each event loop that it makes this function for a clock.
    ours: Any = runner
    ours.monotonic = clock.time


def _watch_threads(clock: Clock) -> None:
    """Let the clock know of the jobs in threads."""
    loop: Any = asyncio.BaseEventLoop
    genuine = loop.run_in_executor

    @wraps(genuine)
    def run_in_executor(self: Any, *args: Any) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = genuine(self, *args)
        clock.begin_job()
        # The first one: who waits for the future goes on after it, in the same turn of the loop.
        future.add_done_callback(clock.end_job)
        return future

    loop.run_in_executor = run_in_executor


def _watch_calls(clock: Clock) -> None:
    """Let the clock know of the calls to others."""
    from aiohttp import BaseConnector  # noqa: PLC0415

    connectors: WeakSet[Any] = WeakSet()
    connector: Any = BaseConnector
    genuine = connector.__init__

    @wraps(genuine)
    def remember(self: Any, *args: Any, **options: Any) -> None:
        genuine(self, *args, **options)
        connectors.add(self)

    connector.__init__ = remember
    # The connections that calls are being made on, or are opened for one.
    clock.wait_for(lambda: any(each._acquired for each in connectors))  # noqa: SLF001


if __name__ == "__main__":
    sys.exit(main())
