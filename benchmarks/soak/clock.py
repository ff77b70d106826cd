"""A clock that jumps over the time in which nothing happens, in one process, and is read in another."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
import mmap
from pathlib import Path
import selectors
from time import monotonic
from typing import Final, override

# Real seconds after which to look again at what is not heard of when it ends.
LOOK_SECONDS: Final = 0.001


class Ahead:
    """How many seconds the clock is ahead of the real one: eight bytes of a file that both processes map."""

    def __init__(self, file: Path) -> None:
        """Map the file."""
        with file.open("r+b") as opened:
            self._cell = memoryview(mmap.mmap(opened.fileno(), 8)).cast("d")

    @staticmethod
    def create(file: Path, seconds: float) -> Ahead:
        """Make the file."""
        file.write_bytes(bytes(8))
        made = Ahead(file)
        made.seconds = seconds
        return made

    @property
    def seconds(self) -> float:
        """Return the seconds."""
        return self._cell[0]

    @seconds.setter
    def seconds(self, seconds: float) -> None:
        self._cell[0] = seconds


class Clock:
    """The time of an event loop: it passes as it does, and is moved to the next timer while everything waits for that.

    What is under way (a job in a thread, a call to somebody else) takes its real time, and no timeout fires over it.
    """

    def __init__(self, ahead: Ahead) -> None:
        """Jump over nothing yet."""
        self._ahead = ahead
        self._jobs = 0
        self._busy: list[Callable[[], bool]] = [lambda: self._jobs > 0]
        self._until = 0.0

    def time(self) -> float:
        """Return the time of the event loop."""
        return monotonic() + self._ahead.seconds

    def wait_for(self, busy: Callable[[], bool]) -> None:
        """Do not jump while something is busy."""
        self._busy.append(busy)

    def begin_job(self) -> None:
        """Note that a job was given to a thread."""
        self._jobs += 1

    def end_job(self, *_: object) -> None:
        """Note that the event loop knows of the end of a job."""
        self._jobs -= 1

    @property
    def busy(self) -> bool:
        """Return whether anything is under way."""
        return any(busy() for busy in self._busy)

    @contextmanager
    def jumping(self, seconds: float) -> Generator[None]:
        """Jump in this block, but not further than so many seconds."""
        self._until = self.time() + seconds
        try:
            yield
        finally:
            self._until = 0.0

    def jump(self, seconds: float) -> bool:
        """Jump so far, if that is allowed and nothing is under way; tell whether it was."""
        left = self._until - self.time()
        if left <= 0 or self.busy:
            return False
        self._ahead.seconds += min(seconds, left)
        return True

    @property
    def may_jump(self) -> bool:
        """Return whether it could, if nothing were under way."""
        return self.time() < self._until


class JumpingSelector(selectors.DefaultSelector):
    """What an event loop waits in."""

    clock: Clock

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for something to happen, or jump to when the next timer is due."""
        if timeout is None or timeout <= 0 or not self.clock.may_jump:
            return super().select(timeout)
        if self.clock.busy:
            return super().select(min(timeout, LOOK_SECONDS))
        if events := super().select(0):
            return events
        self.clock.jump(timeout)
        return []
