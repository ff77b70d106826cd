"""Home Assistant is stopped and killed again and again while statuses change: each change is announced once.

`scripts/restarts` runs this with twenty restarts and twenty kills.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from functools import partial
import os
from pathlib import Path
from random import Random
import signal
from typing import Final

import pytest

from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.config_folder import prepare
from demo.process import HassProcess, free_port
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator
from tests.e2e.conftest import START_SECONDS, Start
from tests.e2e.listener import (
    CONFIGURATION,
    Announcement,
    Listener,
    Transition,
    automations_idle,
    build_automations,
    expected_announcements,
    run_listener,
)

pytestmark = pytest.mark.e2e

RESTARTS: Final = int(os.environ.get("GREEN_API_RESTARTS", "1"))
SECONDS_PER_RESTART: Final = 30
COMPLETE_SECONDS: Final = 90
# Longer than it takes until what was announced is stored.
SAVED_SECONDS: Final = 12
IDLE_SECONDS: Final = 60
LONGEST_POLL: Final = 0.5
LONGEST_ANNOUNCEMENT: Final = 0.2
# Long enough for a dozen changes.
ABSENCE_SECONDS: Final = 4


class KillableProcess(HassProcess):
    """A process that can be killed, as a power cut does."""

    async def kill(self) -> None:
        """Kill it at once, whatever it is doing."""
        process, self._process = self._process, None
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


class Activity:
    """Posts and changes statuses all the time; no later state hides an earlier one."""

    def __init__(self, instance: Instance, listener: Listener) -> None:
        """Start with nothing."""
        self.transitions: set[Transition] = set()
        self._instance = instance
        self._listener = listener
        self._random = Random(7)  # noqa: S311
        self._open: list[str] = []
        self._final: list[str] = []
        self._deletable: list[str] = []

    async def run(self) -> None:
        """Change something every now and then."""
        while True:
            self.step()
            await asyncio.sleep(self._random.uniform(0.05, 0.5))

    def step(self) -> None:
        """Change one thing."""
        random = self._random
        if len(self._open) < 4 or random.random() < 0.4:
            text = f"Number {len(self.transitions)}"
            status_id = self._instance.post_text(text, state="sent").id
            self._open.append(status_id)
            self.transitions.add((status_id, "posted"))
            return
        if self._deletable and random.random() < 0.3:
            status_id = self._deletable.pop()
            self._instance.delete(status_id)
            self.transitions.add((status_id, "deleted"))
            return
        status_id = self._open.pop(random.randrange(len(self._open)))
        kind = random.choice(("delivered", "read", "failed"))
        self._instance.advance(status_id, kind)
        self._final.append(status_id)
        self.transitions.add((status_id, kind))

    def allow_deletions(self) -> None:
        """Allow what was announced to be deleted: a deletion would hide what was not announced yet."""
        missing = {status_id for _, status_id, _ in self.missing()}
        self._deletable += (one for one in self._final if one not in missing)
        self._final = [one for one in self._final if one in missing]

    def missing(self) -> set[Announcement]:
        """Return what happened, but was not announced."""
        return (
            expected_announcements(self.transitions) - self._listener.announced.keys()
        )


@pytest.fixture
async def hass_process(
    tmp_path: Path, socket_enabled: None
) -> AsyncGenerator[HassProcess]:
    """Return the process, not started; nothing of it stays."""
    process = KillableProcess(tmp_path)
    yield process
    await process.stop()


@pytest.fixture
async def listener(socket_enabled: None) -> AsyncGenerator[Listener]:
    """Listen to the automations."""
    async with run_listener() as listener:
        yield listener


@pytest.fixture
async def home(
    tmp_path: Path, hass_process: HassProcess, listener: Listener
) -> AsyncGenerator[HomeAssistant]:
    """Return a client of a Home Assistant with little in it."""
    port = free_port()
    (tmp_path / "configuration.yaml").write_text(CONFIGURATION.format(url=listener.url))
    prepare(tmp_path, port)
    async with HomeAssistant(f"http://127.0.0.1:{port}") as client:
        yield client


async def _add_account(folder: Path, home: HomeAssistant, vendor: Simulator) -> str:
    """Add the account and the automations; return the id of an entity that polls."""
    values = {"api_url": vendor.url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    assert (await home.add_entry(DOMAIN, values))["type"] == "create_entry"
    text = await build_automations(home, [FIRST_ID])
    (folder / "automations.yaml").write_text(text)
    await home.post("/api/services/automation/reload")
    return (await home.entity_ids(FIRST_ID))["latest_status"]


async def _poll(home: HomeAssistant, entity_id: str) -> None:
    """Ask for a poll."""
    await home.post(
        "/api/services/homeassistant/update_entity", {"entity_id": entity_id}
    )


async def _wait_until_complete(
    home: HomeAssistant, entity_id: str, activity: Activity
) -> None:
    """Wait until everything is announced; a poll may have to wait for the one before it."""
    try:
        async with asyncio.timeout(COMPLETE_SECONDS):
            while activity.missing():
                await _poll(home, entity_id)
                await asyncio.sleep(1)
    except TimeoutError:
        pass


def _by_kind(announcements: Iterable[Announcement]) -> dict[str, int]:
    """Return how many there are of each kind."""
    return dict(Counter(f"{kind} by {source}" for source, _, kind in announcements))


@pytest.mark.parametrize("end", ["stop", "kill"])
@pytest.mark.timeout(240 + RESTARTS * SECONDS_PER_RESTART)
async def test_exactly_once(
    tmp_path: Path,
    home: HomeAssistant,
    hass_process: KillableProcess,
    start: Start,
    vendor: Simulator,
    listener: Listener,
    end: str,
) -> None:
    """After orderly stops each transition was announced once, and kills lose none."""
    await start()
    entity_id = await _add_account(tmp_path, home, vendor)
    if end == "kill":
        # The ids of devices and entities are stored after some seconds, or by a stop.
        await hass_process.stop()
        await start()

    activity = Activity(vendor.instances[FIRST_ID], listener)
    chance = Random(11)  # noqa: S311
    running = asyncio.create_task(activity.run())
    for number in range(RESTARTS):
        poll = asyncio.create_task(_poll(home, entity_id))
        # Before the poll, during it, or during what it starts.
        await asyncio.sleep(chance.uniform(0, LONGEST_POLL))
        match end, number % 3:
            case "stop", _:
                await poll
                # Home Assistant ends running automations when it stops, which we cannot change.
                await hass_process.wait_until(
                    partial(automations_idle, home), IDLE_SECONDS
                )
                await asyncio.sleep(chance.uniform(0, LONGEST_POLL))
                activity.allow_deletions()
                assert await hass_process.stop() == 0
            case _, 0:
                await hass_process.kill()
            case _, 1:
                # While it announces what happened in its absence.
                await hass_process.kill()
                await asyncio.sleep(ABSENCE_SECONDS)
                listener.received.clear()
                await hass_process.start()
                async with asyncio.timeout(START_SECONDS):
                    await listener.received.wait()
                await asyncio.sleep(chance.uniform(0, LONGEST_ANNOUNCEMENT))
                await hass_process.kill()
            case _:
                # While nothing is left to be saved.
                await asyncio.sleep(SAVED_SECONDS)
                activity.allow_deletions()
                await hass_process.kill()
        await asyncio.gather(poll, return_exceptions=True)
        await start()
    running.cancel()
    await _wait_until_complete(home, entity_id, activity)
    assert await hass_process.stop() == 0

    missing, repeated = activity.missing(), listener.repeated
    invented = {
        one for one in listener.announced if one[1:] not in activity.transitions
    }
    print(  # noqa: T201
        f"\n{RESTARTS} x {end}: {len(activity.transitions)} transitions,"
        f" {len(missing)} lost {_by_kind(missing)},"
        f" {len(repeated)} repeated {_by_kind(repeated)}"
    )
    assert not missing
    assert not invented
    if end == "stop":
        assert not repeated
