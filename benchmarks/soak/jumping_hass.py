"""Home Assistant with a clock that jumps. It is run in place of `python -m homeassistant`."""

import asyncio
from functools import wraps
import os
from pathlib import Path
import selectors
import sys
from typing import Any, Final
from weakref import WeakSet

from demo.shifted_clock import shift_clock

from .jumping_clock import ClockOffset, JumpingClock, JumpingSelector

CLOCK_VARIABLE: Final = "SOAK_CLOCK"


def main() -> int:
    """Start Home Assistant."""
    offset = ClockOffset(Path(os.environ[CLOCK_VARIABLE]))
    shift_clock(lambda: offset.seconds)
    clock = JumpingClock(offset)
    _install(clock)
    _watch_executor_jobs(clock)
    _watch_requests(clock)
    from homeassistant.__main__ import main as start  # noqa: PLC0415

    return start()


def _install(clock: JumpingClock) -> None:
    """Make the event loop use the clock."""
    JumpingSelector.clock = clock
    selectors_module: Any = selectors
    selectors_module.DefaultSelector = JumpingSelector
    from homeassistant import runner  # noqa: PLC0415

    # Home Assistant sets this function as the clock of its event loop.
    runner_module: Any = runner
    runner_module.monotonic = clock.time


def _watch_executor_jobs(clock: JumpingClock) -> None:
    """Report the jobs in threads to the clock."""
    loop: Any = asyncio.BaseEventLoop
    original = loop.run_in_executor

    @wraps(original)
    def run_in_executor(self: Any, *args: Any) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = original(self, *args)
        clock.begin_job()
        # The first callback: whoever awaits the future continues after it, in the same turn of the loop.
        future.add_done_callback(clock.end_job)
        return future

    loop.run_in_executor = run_in_executor


def _watch_requests(clock: JumpingClock) -> None:
    """Keep the clock from jumping while a request is in progress."""
    from aiohttp import BaseConnector  # noqa: PLC0415

    connectors: WeakSet[Any] = WeakSet()
    connector: Any = BaseConnector
    original = connector.__init__

    @wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        original(self, *args, **options)
        connectors.add(self)

    connector.__init__ = init
    # The connections in use, or being opened for a request.
    clock.add_busy_check(lambda: any(each._acquired for each in connectors))  # noqa: SLF001


if __name__ == "__main__":
    sys.exit(main())
