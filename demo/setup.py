"""The simulator and Home Assistant together: started, set up once, stopped."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
import json
from pathlib import Path
import shutil
import time
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import aiohttp

from .client import HomeAssistant
from .config_folder import DASHBOARD, REPOSITORY, config_entry, prepare, time_zone
from .past import hourly_statistics, save_answers
from .process import HassProcess, StartError, free_port, port_is_free
from .simulator import (
    DEFAULT_ACCOUNTS,
    FIRST_ID,
    SECOND_ID,
    Account,
    Instance,
    Simulator,
)
from .simulator.statuses import Text

DOMAIN: Final = "green_api"
# The first start on a slow machine takes this long.
START_SECONDS: Final = 180
OPTIONS: Final = {
    "scan_interval": 10,
    "window": 1440,
    "views": True,
    "views_per_hour": 600,
}
# The statuses of contacts: for the first account only.
CONTACTS_OPTIONS: Final = {"contacts": True, "contacts_interval": 1}
# After each start, so many seconds pass until this contact posts, and an automation shows it on the wall tablet.
CONTACT_POST_SECONDS: Final = 100
CONTACT_NUMBER: Final = 5
HISTORY_DAYS: Final = 30
SETTING_UP: Final = frozenset({"not_loaded", "setup_in_progress", "unload_in_progress"})

FIRST_SEED: Final = 7
# After this long, most statuses would have expired, and a new simulation begins.
MAX_AGE_SECONDS: Final = 12 * 3600
# A status is sent within 6 s, delivered within 15 s, read within a minute and seen by
# more for some hours. A new one comes every 3 to 10 minutes.
SPEED: Final = 6.0
# After each start, one comes every 35 s for so long.
BUSY_SECONDS: Final = 5 * 60
# What is sent from Home Assistant waits for so long, so that one sees it wait.
QUEUE_SECONDS: Final = 12

# What the automations of the demo need, and Assist.
MORE: Final = """
assist_pipeline:

input_boolean:
  cafe_sign:
    name: Café sign
    icon: mdi:storefront

input_text:
  cafe_sign:
    name: On the café sign
    icon: mdi:text-short
    initial: Nothing yet
    max: 255
  wall_tablet:
    name: On the wall tablet
    icon: mdi:tablet
    initial: Nothing yet
    max: 255
"""
AUTOMATION: Final = "Light the café sign"
BLUEPRINT: Final = f"{DOMAIN}/ask_about_statuses_en.yaml"
TABLET_AUTOMATION: Final = "Show a friend's status on the wall tablet"

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
    # What the visitor repairs stays repaired.
    receipts_off: bool = True

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
            instance = simulator.add_instance(account, history=False)
            instance.configure(queue_seconds=QUEUE_SECONDS * SPEED)
            if account.id == FIRST_ID:
                instance.post_month(HISTORY_DAYS, ZoneInfo(time_zone()))
                instance.configure(contacts_post=True)
            instance.post_history()
        if self.receipts_off:
            simulator.instances[SECOND_ID].set_settings({"outgoingWebhook": "no"})
        for start in self.starts:
            simulator.set_clock_offset(start - now)
            _be_busy(simulator.instances[FIRST_ID])
        simulator.set_clock_offset(0)

    def add_start(self, simulator: Simulator) -> None:
        """Let a status come every few seconds, which the visitor will see being delivered and read."""
        _be_busy(simulator.instances[FIRST_ID])
        self.starts.append(time.time())


def _be_busy(instance: Instance) -> None:
    """Let statuses come soon: several of the account, one of a contact."""
    instance.post_often(BUSY_SECONDS)
    instance.post_incoming(
        Text("On my way to you, put the kettle on!", "#0F766E", "SANS_SERIF"),
        sender=CONTACT_NUMBER,
        age=-CONTACT_POST_SECONDS,
    )


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
        is_first = not file.exists()
        entries = [_entry(account, simulator.url) for account in DEFAULT_ACCOUNTS]
        prepare(folder, port, more=MORE, entries=entries)
        _copy_dashboard(folder)
        _copy_blueprints(folder)
        if is_first:
            accounts = {_entry_id(key): one for key, one in simulator.instances.items()}
            save_answers(folder, accounts, HISTORY_DAYS)
        hass = HassProcess(folder, module="demo.hass")
        stack.push_async_callback(hass.stop)
        await hass.start()
        url = f"http://127.0.0.1:{port}"
        try:
            async with HomeAssistant(url) as client:
                await _set_up(hass, client)
                if is_first:
                    await _add_past(client, simulator.instances[FIRST_ID])
                    await _add_sign(client)
                    await _add_questions(client)
                    await _add_tablet(client, simulator.instances[FIRST_ID])
                await client.log_out()
        except aiohttp.ClientError as err:
            # In recovery mode, for example, nobody can log in without a password.
            raise StartError(
                f"Home Assistant runs, but could not be set up ({err}). {hass.last_output()}"
            ) from None
        saved.add_start(simulator)
        saved.save(file)
        try:
            yield Demo(url, hass, simulator)
        finally:
            saved.receipts_off = not simulator.instances[SECOND_ID].reporting
            saved.save(file)


def _entry_id(id_instance: str) -> str:
    return f"demo{id_instance}"


def _entry(account: Account, api_url: str) -> dict[str, Any]:
    """Return the config entry of an account, as its form would make it."""
    data = {
        "api_url": api_url,
        "id_instance": account.id,
        "api_token": account.token,
    }
    return config_entry(
        DOMAIN,
        _entry_id(account.id),
        f"WhatsApp {account.phone[-4:]}",
        data=data,
        options=OPTIONS | (CONTACTS_OPTIONS if account.id == FIRST_ID else {}),
        unique_id=account.id,
    )


def _copy_dashboard(folder: Path) -> None:
    """Copy the dashboard of the demo to where Home Assistant serves files from."""
    (folder / "www").mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("dashboard.js"), folder / "www")


def _copy_blueprints(folder: Path) -> None:
    """Copy the blueprints to where their import would put them."""
    target = folder / "blueprints"
    shutil.copytree(REPOSITORY / "blueprints", target, dirs_exist_ok=True)


async def _set_up(hass: HassProcess, client: HomeAssistant) -> None:
    """Wait for Home Assistant and the accounts, and add the dashboard if it is missing."""
    await hass.wait_until(client.answers, START_SECONDS)
    await client.log_in()
    await hass.wait_until(client.started, START_SECONDS)

    async def loaded() -> bool:
        # An entry may be disabled or removed by the visitor, or its server out of reach.
        entries = await client.entries(DOMAIN)
        states = {one["state"] for one in entries if one["disabled_by"] is None}
        return not states & SETTING_UP

    await hass.wait_until(loaded, START_SECONDS)
    if not await client.dashboard(DASHBOARD):
        await client.command(
            type="lovelace/resources/create",
            res_type="module",
            url="/local/dashboard.js",
        )
        await client.command(
            type="lovelace/config/save",
            url_path=DASHBOARD,
            config={"strategy": {"type": "custom:green-api-demo"}},
        )


async def _add_past(client: HomeAssistant, instance: Instance) -> None:
    """Import the long-term statistics of the time before the start."""
    entities = await client.entity_ids(instance.id)
    for key, rows in hourly_statistics(instance).items():
        state = await client.state(entities[key])
        has_sum = "sum" in rows[0]
        metadata = {
            "source": "recorder",
            "statistic_id": entities[key],
            "name": None,
            "has_sum": has_sum,
            "mean_type": 0 if has_sum else 1,
            "unit_class": None,
            "unit_of_measurement": state["attributes"].get("unit_of_measurement"),
        }
        await client.command(
            type="recorder/import_statistics", metadata=metadata, stats=rows
        )


async def _add_sign(client: HomeAssistant) -> None:
    """Add an automation that shows on the dashboard when a status is read."""
    sign = {"entity_id": "input_boolean.cafe_sign"}
    words = "{{ trigger.status.text or trigger.status.caption or trigger.status.type }}"
    await client.post(
        "/api/config/automation/config/cafe_sign",
        {
            "alias": AUTOMATION,
            "description": "When somebody has read a status, show it for 20 seconds.",
            "mode": "restart",
            "triggers": [
                {
                    "trigger": f"{DOMAIN}.status_read",
                    "target": {"device_id": await client.device_id(FIRST_ID)},
                }
            ],
            "actions": [
                {
                    "action": "input_text.set_value",
                    "target": {"entity_id": "input_text.cafe_sign"},
                    "data": {"value": words},
                },
                {"action": "input_boolean.turn_on", "target": sign},
                {"delay": 20},
                {"action": "input_boolean.turn_off", "target": sign},
            ],
        },
    )


async def _add_questions(client: HomeAssistant) -> None:
    """Add an automation that answers questions in Assist."""
    device_id = await client.device_id(FIRST_ID)
    await client.post(
        "/api/config/automation/config/ask_about_statuses",
        {
            "alias": "Ask about statuses",
            "use_blueprint": {
                "path": BLUEPRINT,
                "input": {"account": device_id, "say_names": True},
            },
        },
    )


async def _add_tablet(client: HomeAssistant, instance: Instance) -> None:
    """Add an automation that shows on the dashboard what one of the contacts posts."""
    await client.post(
        "/api/config/automation/config/wall_tablet",
        {
            "alias": TABLET_AUTOMATION,
            "description": "When this contact posts a status, show it.",
            "mode": "queued",
            "triggers": [
                {
                    "trigger": f"{DOMAIN}.contact_status_posted",
                    "target": {"device_id": await client.device_id(instance.id)},
                    "options": {"sender": [instance.contacts[CONTACT_NUMBER].name]},
                }
            ],
            "actions": [
                {
                    "action": "input_text.set_value",
                    "target": {"entity_id": "input_text.wall_tablet"},
                    "data": {
                        "value": "{{ trigger.status.name }}: {{ trigger.status.text or "
                        "trigger.status.caption or trigger.status.type }}"
                    },
                }
            ],
        },
    )
