"""Exactly once: Home Assistant is stopped and killed again and again while statuses move, and automations count."""

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
from demo.home import prepare
from demo.process import HassProcess, free_port
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator
from tests.e2e.conftest import START_SECONDS, Start
from tests.e2e.witness import (
    CONFIGURATION,
    WAYS,
    Told,
    Witness,
    automations,
    idle,
    listening,
)

pytestmark = pytest.mark.e2e

# Each start takes some seconds: enough to notice what is wrong, and as many as one likes in an hour of need.
RESTARTS: Final = int(os.environ.get("GREEN_API_RESTARTS", "3"))
SECONDS_PER_RESTART: Final = 30
SETTLE_SECONDS: Final = 40
# Longer than it takes until what was told is stored.
CALM_SECONDS: Final = 12
IDLE_SECONDS: Final = 30
LONGEST_POLL: Final = 0.5
LONGEST_TELLING: Final = 0.2
# Long enough for a dozen changes.
ABSENCE_SECONDS: Final = 4


class Killable(HassProcess):
    """A process that a power cut may hit."""

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        process, self._process = self._process, None
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


class World:
    """Posts and moves statuses all the time; each has one end that no later one hides."""

    def __init__(self, instance: Instance, witness: Witness) -> None:
        """Prepare."""
        self.happened: set[tuple[str, str]] = set()
        self._instance = instance
        self._witness = witness
        self._random = Random(7)  # noqa: S311
        self._open: list[str] = []
        self._ended: list[str] = []
        self._settled: list[str] = []

    async def turn(self) -> None:
        """Let something happen each moment."""
        while True:
            self.step()
            await asyncio.sleep(self._random.uniform(0.05, 0.5))

    def step(self) -> None:
        """Let one thing happen."""
        choose = self._random
        if len(self._open) < 4 or choose.random() < 0.4:
            text = f"Number {len(self.happened)}"
            status_id = self._instance.post_text(text, state="sent").id
            self._open.append(status_id)
            self.happened.add((status_id, "posted"))
            return
        if self._settled and choose.random() < 0.3:
            status_id = self._settled.pop()
            self._instance.delete(status_id)
            self.happened.add((status_id, "deleted"))
            return
        status_id = self._open.pop(choose.randrange(len(self._open)))
        kind = choose.choice(("delivered", "read", "failed"))
        self._instance.advance(status_id, kind)
        self._ended.append(status_id)
        self.happened.add((status_id, kind))

    def settle(self) -> None:
        """Let what was told long ago be deleted; a deletion leaves nothing behind, and would hide what was not."""
        missing = {status_id for _, status_id, _ in self.missing()}
        self._settled += (each for each in self._ended if each not in missing)
        self._ended = [each for each in self._ended if each in missing]

    def missing(self) -> set[Told]:
        """Return what happened, but was not told."""
        expected = {(how, *each) for how in WAYS for each in self.happened}
        return expected - self._witness.told.keys()


@pytest.fixture
async def hass_process(
    tmp_path: Path, socket_enabled: None
) -> AsyncGenerator[HassProcess]:
    """Return the process, not started; nothing of it stays."""
    process = Killable(tmp_path)
    yield process
    await process.stop()


@pytest.fixture
async def witness(socket_enabled: None) -> AsyncGenerator[Witness]:
    """Listen to the automations."""
    async with listening() as witness:
        yield witness


@pytest.fixture
async def home(
    tmp_path: Path, hass_process: HassProcess, witness: Witness
) -> AsyncGenerator[HomeAssistant]:
    """Return what talks to a Home Assistant with little in it."""
    port = free_port()
    (tmp_path / "configuration.yaml").write_text(CONFIGURATION.format(url=witness.url))
    prepare(tmp_path, port)
    async with HomeAssistant(f"http://127.0.0.1:{port}") as client:
        yield client


async def _furnish(folder: Path, home: HomeAssistant, vendor: Simulator) -> str:
    """Add the account and the automations; return an entity that polls."""
    values = {"api_url": vendor.url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    assert (await home.add_entry(DOMAIN, values))["type"] == "create_entry"
    text = await automations(home, [FIRST_ID])
    (folder / "automations.yaml").write_text(text)
    await home.post("/api/services/automation/reload")
    return (await home.entity_ids(FIRST_ID))["latest_status"]


async def _poll(home: HomeAssistant, entity_id: str) -> None:
    """Ask for a poll."""
    await home.post(
        "/api/services/homeassistant/update_entity", {"entity_id": entity_id}
    )


async def _settle(home: HomeAssistant, entity_id: str, world: World) -> None:
    """Wait until all is told; a poll that is asked for may have to wait for the one before it."""
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while world.missing():
                await _poll(home, entity_id)
                await asyncio.sleep(1)
    except TimeoutError:
        pass


def _by_kind(told: Iterable[Told]) -> dict[str, int]:
    """Return how many of each kind there are."""
    return dict(Counter(f"{kind} by {how}" for how, _, kind in told))


@pytest.mark.parametrize("end", ["stop", "kill"])
@pytest.mark.timeout(120 + RESTARTS * SECONDS_PER_RESTART)
async def test_exactly_once(
    tmp_path: Path,
    home: HomeAssistant,
    hass_process: Killable,
    start: Start,
    vendor: Simulator,
    witness: Witness,
    end: str,
) -> None:
    """Test that after orderly stops each transition was told once, and that kills lose none."""
    await start()
    entity_id = await _furnish(tmp_path, home, vendor)
    # Ids of devices and entities are stored after some seconds.
    await hass_process.stop()
    await start()

    world = World(vendor.instances[FIRST_ID], witness)
    chance = Random(11)  # noqa: S311
    turning = asyncio.create_task(world.turn())
    for number in range(RESTARTS):
        poll = asyncio.create_task(_poll(home, entity_id))
        # Before the poll, in it, or in what it starts.
        await asyncio.sleep(chance.uniform(0, LONGEST_POLL))
        match end, number % 3:
            case "stop", _:
                await poll
                # Home Assistant ends automations that run when it stops: their part is not ours.
                await hass_process.wait_until(partial(idle, home), IDLE_SECONDS)
                await asyncio.sleep(chance.uniform(0, LONGEST_POLL))
                world.settle()
                assert await hass_process.stop() == 0
            case _, 0:
                await hass_process.kill()
            case _, 1:
                # In the middle of telling what happened meanwhile.
                await hass_process.kill()
                await asyncio.sleep(ABSENCE_SECONDS)
                witness.heard.clear()
                await hass_process.start()
                async with asyncio.timeout(START_SECONDS):
                    await witness.heard.wait()
                await asyncio.sleep(chance.uniform(0, LONGEST_TELLING))
                await hass_process.kill()
            case _:
                # In the calm.
                await asyncio.sleep(CALM_SECONDS)
                world.settle()
                await hass_process.kill()
        await asyncio.gather(poll, return_exceptions=True)
        await start()
    turning.cancel()
    await _settle(home, entity_id, world)
    assert await hass_process.stop() == 0

    repeated = {told: times for told, times in witness.told.items() if times > 1}
    invented = {told for told in witness.told if told[1:] not in world.happened}
    print(  # noqa: T201
        f"\n{RESTARTS} x {end}: {len(world.happened)} transitions,"
        f" {len(world.missing())} lost {_by_kind(world.missing())},"
        f" {len(repeated)} repeated {_by_kind(repeated)}"
    )
    assert not world.missing()
    assert not invented
    if end == "stop":
        assert not repeated
