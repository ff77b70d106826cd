"""A prepared Home Assistant in a process of its own."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from demo.client import HomeAssistant
from demo.config_folder import prepare
from demo.process import HassProcess, free_port
from demo.simulator import Simulator

# Waiting ends when the condition holds: this is for a machine with much else to do.
START_SECONDS = 120

type Start = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Leave the Home Assistant of the other tests out of it."""


@pytest.fixture(autouse=True)
def no_waiting() -> None:
    """Let the real pauses be."""


@pytest.fixture
async def vendor(socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Start GREEN-API, with some statuses and its rate limits."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def hass_process(
    tmp_path: Path, socket_enabled: None
) -> AsyncGenerator[HassProcess]:
    """Return the process, not started; nothing of it stays."""
    process = HassProcess(tmp_path)
    yield process
    await process.stop()


@pytest.fixture
async def home(
    tmp_path: Path, hass_process: HassProcess
) -> AsyncGenerator[HomeAssistant]:
    """Return what talks to it."""
    port = free_port()
    prepare(tmp_path, port, level="debug")
    async with HomeAssistant(f"http://127.0.0.1:{port}") as client:
        yield client


@pytest.fixture
def start(hass_process: HassProcess, home: HomeAssistant) -> Start:
    """Return what starts it and waits until it is ready."""

    async def _start() -> None:
        await hass_process.start()
        await hass_process.wait_until(home.answers, START_SECONDS)
        await home.log_in()
        await hass_process.wait_until(home.started, START_SECONDS)

    return _start
