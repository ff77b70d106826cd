"""The simulator and Home Assistant together: started, set up once, stopped."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
import json
from pathlib import Path
import time
from typing import Final, Self

import aiohttp

from .client import HomeAssistant
from .config_folder import DASHBOARD, prepare
from .process import HassProcess, StartError, free_port, port_is_free
from .simulator import DEFAULT_ACCOUNTS, FIRST_ID, FIRST_TOKEN, Instance, Simulator
from .simulator.sample_data import SAMPLE_POSTS, sample_content

DOMAIN: Final = "green_api"
# The first start on a slow machine takes this long.
START_SECONDS: Final = 180
POLL_SECONDS: Final = 30
# The hours that the graphs of the dashboard show.
HISTORY_HOURS: Final = 1
SETTING_UP: Final = frozenset({"not_loaded", "setup_in_progress", "unload_in_progress"})

FIRST_SEED: Final = 7
# After this long, most statuses would have expired, and a new simulation begins.
MAX_AGE_SECONDS: Final = 12 * 3600
# A poll every 30 s sees each step of a status (sent within 6 s, delivered within 15 s,
# read after a minute or two), and a new one comes every 3 to 10 minutes.
SPEED: Final = 6.0
# From the end of the list: the account itself posts from its beginning.
PICTURES = [post for post in reversed(SAMPLE_POSTS) if post.theme is not None]
FIRST_PICTURE: Final = 500

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What is running."""

    url: str
    hass: HassProcess
    simulator: Simulator


@dataclass(slots=True)
class SavedSimulation:
    """When the simulation began, and when the demo was started since then.

    Everything else follows from the seed, so that a new start continues the simulation.
    """

    seed: int
    port: int
    began: float
    starts: list[float] = field(default_factory=list)

    @classmethod
    def load(cls, file: Path, port: int) -> Self:
        """Return the simulation of the last start, or a new one."""
        now = time.time()
        if not file.exists():
            return cls(FIRST_SEED, port, now)
        saved = cls(**json.loads(file.read_text()))
        if 0 <= now - saved.began < MAX_AGE_SECONDS:
            return saved
        return cls(saved.seed + 1, saved.port, now)

    def save(self, file: Path) -> None:
        """Save it for the next start."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self)))

    def create(self) -> Simulator:
        """Return the simulator, not started."""
        return Simulator(seed=self.seed, speed=SPEED, evolve=True, port=self.port)

    def replay(self, simulator: Simulator) -> None:
        """Repeat what happened, in the same order, so that all ids are the same again."""
        now = time.time()
        simulator.instances.clear()
        simulator.set_clock_offset(self.began - now)
        for account in DEFAULT_ACCOUNTS:
            simulator.add_instance(account)
        for number, start in enumerate(self.starts):
            simulator.set_clock_offset(start - now)
            _post_picture(simulator.instances[FIRST_ID], number)
        simulator.set_clock_offset(0)

    def add_start(self, simulator: Simulator) -> None:
        """Post a picture, which the visitor will see being delivered and read."""
        _post_picture(simulator.instances[FIRST_ID], len(self.starts))
        self.starts.append(time.time())


def _post_picture(instance: Instance, number: int) -> None:
    instance.update(instance.clock())
    post = PICTURES[number % len(PICTURES)]
    instance.post(sample_content(instance.files, post, FIRST_PICTURE + number))


@asynccontextmanager
async def run_demo(folder: Path, port: int, say: Say) -> AsyncGenerator[Demo]:
    """Run both until the block ends; then nothing is left running, whatever happens."""
    if not port_is_free(port):
        raise StartError(
            f"Port {port} is taken: stop what listens there, or choose another --port."
        )
    file = folder / "simulation.json"
    saved = SavedSimulation.load(
        file, port + 1 if port_is_free(port + 1) else free_port()
    )
    async with AsyncExitStack() as stack:
        say("Starting a simulated GREEN-API ...")
        simulator = saved.create()
        try:
            await stack.enter_async_context(simulator)
        except OSError:
            # The config entries have this address, so that no other port will do.
            raise StartError(
                f"Port {saved.port}, where the accounts of this demo are, is taken: "
                "stop what listens there, or start afresh with --reset."
            ) from None
        saved.replay(simulator)

        say("Starting Home Assistant ...")
        prepare(folder, port)
        hass = HassProcess(folder)
        stack.push_async_callback(hass.stop)
        await hass.start()
        url = f"http://127.0.0.1:{port}"
        try:
            async with HomeAssistant(url) as client:
                await _set_up(hass, client, simulator.url, say)
        except aiohttp.ClientError as err:
            # In recovery mode, for example, nobody can log in without a password.
            raise StartError(
                f"Home Assistant runs, but could not be set up ({err}). {hass.last_output()}"
            ) from None
        saved.add_start(simulator)
        saved.save(file)
        yield Demo(url, hass, simulator)


async def _set_up(
    hass: HassProcess, client: HomeAssistant, api_url: str, say: Say
) -> None:
    """Wait for Home Assistant, and add the account and the dashboard if they are missing."""
    await hass.wait_until(client.answers, START_SECONDS)
    await client.log_in()
    await hass.wait_until(client.started, START_SECONDS)
    if not await client.entries(DOMAIN):
        say("Adding the first account ...")
        await _add_account(client, api_url)

    async def loaded() -> bool:
        # An entry that the visitor added may be disabled, or its server out of reach.
        entries = await client.entries(DOMAIN)
        states = {one["state"] for one in entries if one["disabled_by"] is None}
        return "loaded" in states and not states & SETTING_UP

    await hass.wait_until(loaded, START_SECONDS)
    if not await client.dashboard(DASHBOARD):
        await client.command(
            type="lovelace/config/save",
            url_path=DASHBOARD,
            config={"strategy": {"type": "custom:green-api", "hours": HISTORY_HOURS}},
        )
    await client.log_out()


async def _add_account(client: HomeAssistant, api_url: str) -> None:
    values = {"api_url": api_url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    added = await client.add_entry(DOMAIN, values)
    if added["type"] != "create_entry":
        raise StartError(f"The account was not added: {added.get('errors')}")
    entry_id = added["result"]["entry_id"]
    await client.set_options(entry_id, {"scan_interval": POLL_SECONDS, "window": 1440})
