"""Home Assistant in a process of its own."""

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

# The exit code with which Home Assistant asks for a restart.
RESTART_EXIT_CODE: Final = 100
STOP_SECONDS: Final = 30
POLL_SECONDS: Final = 0.2


class StartError(Exception):
    """Home Assistant did not start; the text has its last output."""


def port_is_free(port: int) -> bool:
    """Return whether nobody listens on this port."""
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
    """Home Assistant with a prepared configuration folder."""

    def __init__(
        self,
        folder: Path,
        *,
        module: str = "homeassistant",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare; nothing runs before the start. Another module can start it, with more variables."""
        self.log = folder / "home-assistant.log"
        self._folder = folder
        self._module = module
        self._environment = {**os.environ, **(environment or {})}
        self._output = folder / "output.log"
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The id of the process."""
        if self._process is None:
            raise StartError("Home Assistant was not started.")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process; it takes a while until it answers."""
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self._module, "--config", str(self._folder)),
                # All requirements are installed.
                *("--skip-pip", "--log-no-color"),
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C in the terminal goes to the demo, which stops Home Assistant.
                start_new_session=True,
            )

    async def wait_until(
        self, ready: Callable[[], Awaitable[bool]], seconds: float
    ) -> None:
        """Wait until a condition holds; fail when the process ends or it takes too long."""
        try:
            async with asyncio.timeout(seconds):
                while not await ready():
                    if not self.running:
                        raise StartError(f"Home Assistant ended. {self.last_output()}")
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise StartError(
                f"Home Assistant is not ready after {seconds:.0f} s. {self.last_output()}"
            ) from None

    async def wait(self) -> int:
        """Wait until the process ends by itself, and return its exit code."""
        if self._process is None:
            raise StartError("Home Assistant was not started.")
        return await self._process.wait()

    async def stop(self) -> int | None:
        """Stop the process, by force after a while, with everything it started."""
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
            # Everything in its process group was started by it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            self._process = None
        return process.returncode

    def last_output(self) -> str:
        """Return the last lines of the output, and where the rest is."""
        lines = self._output.read_text(errors="replace").splitlines()[-15:]
        return "\n".join((f"The end of {self._output}:", *lines))
