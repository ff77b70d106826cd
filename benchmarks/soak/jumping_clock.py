"""An event loop's clock that jumps over the time in which nothing happens; another process reads it, too."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
import mmap
from pathlib import Path
import selectors
from time import monotonic
from typing import Final, override

# Real seconds after which work whose end is not signalled is looked for again.
CHECK_SECONDS: Final = 0.001


class ClockOffset:
    """How many seconds the clock is ahead of the real one: eight bytes of a file that both processes map."""

    def __init__(self, file: Path) -> None:
        """Map an existing file."""
        with file.open("r+b") as opened:
            self._value = memoryview(mmap.mmap(opened.fileno(), 8)).cast("d")

    @staticmethod
    def create(file: Path, seconds: float) -> ClockOffset:
        """Create the file."""
        file.write_bytes(bytes(8))
        offset = ClockOffset(file)
        offset.seconds = seconds
        return offset

    @property
    def seconds(self) -> float:
        """Return the seconds."""
        return self._value[0]

    @seconds.setter
    def seconds(self, seconds: float) -> None:
        self._value[0] = seconds


class JumpingClock:
    """The time of an event loop: it passes as usual, and jumps to the next timer while everything waits for that.

    Work in progress (a job in a thread, a request) takes its real time, and no timeout fires because of a jump.
    """

    def __init__(self, offset: ClockOffset) -> None:
        """Start without permission to jump."""
        self._offset = offset
        self._jobs = 0
        self._busy_checks: list[Callable[[], bool]] = [lambda: self._jobs > 0]
        self._jump_until = 0.0

    def time(self) -> float:
        """Return the time of the event loop."""
        return monotonic() + self._offset.seconds

    def add_busy_check(self, is_busy: Callable[[], bool]) -> None:
        """Do not jump while something is busy."""
        self._busy_checks.append(is_busy)

    def begin_job(self) -> None:
        """Note that a job was given to a thread."""
        self._jobs += 1

    def end_job(self, *_: object) -> None:
        """Note that the event loop knows of the end of a job."""
        self._jobs -= 1

    @property
    def busy(self) -> bool:
        """Return whether any work is in progress."""
        return any(is_busy() for is_busy in self._busy_checks)

    @contextmanager
    def jumping(self, seconds: float) -> Generator[None]:
        """Allow jumps in this block, up to so many seconds from now."""
        self._jump_until = self.time() + seconds
        try:
            yield
        finally:
            self._jump_until = 0.0

    def jump(self, seconds: float) -> bool:
        """Jump if that is allowed and no work is in progress; return whether it was."""
        left = self._jump_until - self.time()
        if left <= 0 or self.busy:
            return False
        self._offset.seconds += min(seconds, left)
        return True

    @property
    def may_jump(self) -> bool:
        """Return whether jumps are allowed now."""
        return self.time() < self._jump_until


class JumpingSelector(selectors.DefaultSelector):
    """The selector in which the event loop waits."""

    clock: JumpingClock

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for something to happen, or jump to the next timer."""
        if timeout is None or timeout <= 0 or not self.clock.may_jump:
            return super().select(timeout)
        if self.clock.busy:
            return super().select(min(timeout, CHECK_SECONDS))
        if events := super().select(0):
            return events
        self.clock.jump(timeout)
        return []
