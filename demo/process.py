"""A real Home Assistant in a process of its own."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
import os
from pathlib import Path
import signal
import socket
import sys
from typing import Final

# What Home Assistant exits with when it wants to be started again.
RESTART_EXIT_CODE: Final = 100
STOP_SECONDS: Final = 30
POLL_SECONDS: Final = 0.2


class StartError(Exception):
    """Home Assistant did not come up; the text says what it wrote last."""


def port_is_free(port: int) -> bool:
    """Tell whether somebody listens on this port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class HassProcess:
    """Home Assistant on a prepared folder."""

    def __init__(
        self,
        folder: Path,
        *,
        module: str = "homeassistant",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare; nothing runs before the start. Another module may start it, and be told something."""
        self.log = folder / "home-assistant.log"
        self._folder = folder
        self._module = module
        self._environment = {**os.environ, **(environment or {})}
        self._output = folder / "output.log"
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The id of the process, once it was started."""
        if self._process is None:
            raise StartError("Home Assistant was not started.")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process, which takes a while to answer."""
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self._module, "--config", str(self._folder)),
                # What it needs is installed: nothing is fetched while it runs.
                *("--skip-pip", "--log-no-color"),
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A Ctrl-C in the terminal is for the one who started it, who stops it.
                start_new_session=True,
            )

    async def wait_until(
        self, ready: Callable[[], Awaitable[bool]], seconds: float
    ) -> None:
        """Wait until something is true of it, but not if it ends or takes too long."""
        try:
            async with asyncio.timeout(seconds):
                while not await ready():
                    if not self.running:
                        raise StartError(f"Home Assistant ended. {self.last_words()}")
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise StartError(
                f"Home Assistant is not ready after {seconds:.0f} s. {self.last_words()}"
            ) from None

    async def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        if self._process is None:
            raise StartError("Home Assistant was not started.")
        return await self._process.wait()

    async def stop(self) -> int | None:
        """Stop it in order, or by force if it does not listen; nothing of it stays."""
        process = self._process
        if process is None:
            return None
        try:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
        except TimeoutError:
            pass
        finally:
            # Its group has nobody else in it: what it started ends with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            self._process = None
        return process.returncode

    def last_words(self) -> str:
        """Return what it wrote last, and where the rest is."""
        lines = self._output.read_text(errors="replace").splitlines()[-15:]
        return "\n".join((f"The end of {self._output}:", *lines))
