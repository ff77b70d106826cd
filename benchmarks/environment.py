"""Real Home Assistants to be measured: one with this integration, one with `rest` in YAML, on one simulated account."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import platform
import re
import shutil
import sqlite3
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from demo.client import HomeAssistant
from demo.config_folder import NO_LOG_IN, REPOSITORY, prepare
from demo.process import HassProcess, free_port
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator
from homeassistant.const import __version__ as ha_version
from homeassistant.util import dt as dt_util

GREEN_API: Final = "green_api"
REST: Final = "rest"
PROBE: Final = Path(__file__).parent / "probe.py"
START_SECONDS: Final = 120
# `rest` counts no views, so neither do we; and nobody polls but the benchmark.
OPTIONS: Final = {
    "scan_interval": 3600,
    "window": 1440,
    "views": False,
    "views_per_hour": 1,
}

CONFIGURATION: Final = f"""\
{NO_LOG_IN}
config:
recorder:
  commit_interval: 1
logger:
  default: warning
probe:
"""

# What people write without an integration: one resource, a sensor for each value, the newest status as attributes.
REST_CONFIGURATION: Final = """
rest:
  - resource: {url}
    scan_interval: {scan_interval}
    timeout: 60
    sensor:
      - name: Latest status
        unique_id: latest_status
        value_template: "{{{{ value_json[0].statusMessage }}}}"
        json_attributes:
          - idMessage
          - typeMessage
          - caption
          - downloadUrl
          - mimeType
          - fileName
          - timestamp
          - sendByApi
      - name: Latest status text
        unique_id: latest_status_text
        value_template: >
          {{{{ (value_json[0].textMessage or value_json[0].caption or value_json[0].typeMessage)[:255] }}}}
      - name: Latest status posted
        unique_id: latest_status_posted
        device_class: timestamp
        value_template: "{{{{ value_json[0].timestamp | as_datetime }}}}"
      - name: Active statuses
        unique_id: active_statuses
        state_class: measurement
        value_template: "{{{{ value_json | count }}}}"
      - name: Read statuses
        unique_id: read_statuses
        state_class: measurement
        value_template: >
          {{{{ value_json | selectattr('statusMessage', 'eq', 'read') | list | count }}}}
      - name: Delivered statuses
        unique_id: delivered_statuses
        state_class: measurement
        value_template: >
          {{{{ value_json | selectattr('statusMessage', 'eq', 'delivered') | list | count }}}}
"""


@dataclass(frozen=True, slots=True)
class MeasuredHass:
    """A running Home Assistant with the probe in it. `domain` is the integration that is measured."""

    domain: str
    client: HomeAssistant
    folder: Path

    async def probe(self, command: str, **message: Any) -> dict[str, float]:
        """Run a measurement of the probe."""
        numbers: dict[str, float] = await self.client.command(
            type=f"probe/{command}", **message
        )
        return numbers

    async def poll(self) -> dict[str, float]:
        """Poll, and return the CPU time and the states that were written."""
        return await self.probe("poll", domain=self.domain)

    async def memory(self) -> float:
        """Return the memory in use, in megabytes."""
        return (await self.probe("memory"))["memory"]

    async def idle_cpu(self, seconds: float) -> float:
        """Return the CPU milliseconds that pass in a while without any command."""
        return (await self.probe("idle", seconds=seconds))["cpu"]

    async def recorded(self) -> tuple[int, int]:
        """Return the number of recorded states and the size of the database, once all is written."""
        await self.probe("commit")
        with open_database(self.folder) as database:
            return (
                query_number(database, "SELECT count(*) FROM states"),
                database_size(database),
            )


@dataclass(frozen=True, slots=True)
class Environment:
    """Two Home Assistants that poll the same account, and the addresses of what this integration asks for."""

    green_api: MeasuredHass
    rest: MeasuredHass
    simulator: Simulator
    list_url: str
    state_url: str

    @property
    def instance(self) -> Instance:
        """Return the simulated account."""
        return self.simulator.instances[FIRST_ID]

    async def reset(self) -> None:
        """Remove all statuses and what both Home Assistants know of them."""
        client = self.green_api.client
        for entry in await client.entries(GREEN_API):
            await client.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
        self.instance.clear()
        await add_account(client, self.simulator.url, OPTIONS)
        await self.rest.poll()


@asynccontextmanager
async def run_environment() -> AsyncGenerator[Environment]:
    """Run the simulator and both Home Assistants; nothing of them is left afterwards."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        simulator = await stack.enter_async_context(
            Simulator(history=False, rate_limits=False)
        )
        list_url = list_url_of(simulator)
        green_api = await stack.enter_async_context(
            run_hass(folder / GREEN_API, GREEN_API, CONFIGURATION)
        )
        rest = await stack.enter_async_context(
            run_hass(
                folder / REST,
                REST,
                CONFIGURATION
                + REST_CONFIGURATION.format(url=list_url, scan_interval=86400),
            )
        )
        yield Environment(green_api, rest, simulator, list_url, state_url_of(simulator))


@asynccontextmanager
async def run_hass(
    folder: Path,
    domain: str,
    configuration: str,
    entries: list[dict[str, Any]] | None = None,
) -> AsyncGenerator[MeasuredHass]:
    """Run a Home Assistant with the probe, with these config entries already stored."""
    port = free_port()
    prepare_folder(folder, port, configuration, PROBE)
    if entries:
        store_entries(folder, entries)
    # Without it, Python would look for custom components in the working directory first.
    process = HassProcess(folder, environment={"PYTHONSAFEPATH": "1"})
    async with HomeAssistant(f"http://127.0.0.1:{port}") as client:
        try:
            await start_hass(process, client)
            yield MeasuredHass(domain, client, folder)
        finally:
            await process.stop()


async def start_hass(process: HassProcess, client: HomeAssistant) -> float:
    """Start Home Assistant, and return how many seconds it took until it had started."""
    began = monotonic()
    await process.start()
    await process.wait_until(client.answers, START_SECONDS)
    await client.log_in()
    await process.wait_until(client.started, START_SECONDS)
    return monotonic() - began


def list_url_of(simulator: Simulator) -> str:
    """Return the address of the list of the first account."""
    return (
        f"{simulator.url}/waInstance{FIRST_ID}/getOutgoingStatuses/{FIRST_TOKEN}"
        "?minutes=1440"
    )


def state_url_of(simulator: Simulator) -> str:
    """Return the address of the instance state of the first account."""
    return f"{simulator.url}/waInstance{FIRST_ID}/getStateInstance/{FIRST_TOKEN}"


def prepare_folder(folder: Path, port: int, configuration: str, probe: Path) -> None:
    """Prepare a configuration folder with this integration and a probe: a file that becomes a custom component."""
    folder.mkdir()
    (folder / "configuration.yaml").write_text(configuration)
    prepare(folder, port)
    components = folder / "custom_components"
    if components.is_symlink():
        components.unlink()
    else:
        shutil.rmtree(components)
    components.mkdir()
    # Makes it a regular package, which Python prefers to other folders of that name.
    (components / "__init__.py").touch()
    (components / GREEN_API).symlink_to(REPOSITORY / "custom_components" / GREEN_API)
    (components / probe.stem).mkdir()
    shutil.copy(probe, components / probe.stem / "__init__.py")
    (components / probe.stem / "manifest.json").write_text(
        json.dumps(
            {
                "domain": probe.stem,
                "name": probe.stem,
                "codeowners": [],
                "dependencies": ["recorder"],
                "documentation": "https://www.home-assistant.io",
                "iot_class": "calculated",
                "requirements": [],
                "version": "1.0.0",
            }
        )
    )


def store_entries(folder: Path, entries: list[dict[str, Any]]) -> None:
    """Add config entries to the storage of a Home Assistant that is not running."""
    file = folder / ".storage" / "core.config_entries"
    stored = json.loads(file.read_text("utf-8"))
    stored["data"]["entries"] += entries
    file.write_text(json.dumps(stored), "utf-8")


def stored_entry(
    url: str, id_instance: str, token: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a config entry of this integration as Home Assistant stores it."""
    now = dt_util.utcnow().isoformat()
    return {
        "created_at": now,
        "data": {"api_url": url, "id_instance": id_instance, "api_token": token},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": GREEN_API,
        "entry_id": f"entry{id_instance}",
        "minor_version": 1,
        "modified_at": now,
        "options": dict(options),
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": f"WhatsApp {id_instance}",
        "unique_id": id_instance,
        "version": 1,
    }


async def add_account(
    client: HomeAssistant, url: str, options: Mapping[str, Any] | None = None
) -> None:
    """Add the first account of the simulator, with these options or the default ones."""
    added = await client.add_entry(
        GREEN_API, {"api_url": url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    )
    if added["type"] != "create_entry":
        raise RuntimeError(f"not added: {added.get('errors')}")
    if options is not None:
        await client.set_options(added["result"]["entry_id"], dict(options))
    for _ in range(START_SECONDS * 5):
        if [entry["state"] for entry in await client.entries(GREEN_API)] == ["loaded"]:
            return
        await asyncio.sleep(0.2)
    raise RuntimeError("the account is not loaded")


@contextmanager
def open_database(folder: Path) -> Generator[sqlite3.Connection]:
    """Open the database of a running Home Assistant for reading."""
    file = folder / "home-assistant_v2.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        yield database


def query_number(database: sqlite3.Connection, query: str) -> int:
    """Return the single number that a query selects."""
    (number,) = database.execute(query).fetchone()
    return int(number)


def database_size(database: sqlite3.Connection) -> int:
    """Return the size of a database in bytes."""
    return query_number(database, "PRAGMA page_count") * query_number(
        database, "PRAGMA page_size"
    )


def describe_machine() -> str:
    """Return the date, and the machine and versions that the figures depend on."""
    model = platform.machine()
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        found = re.search(r"model name\s*: (.+)", cpu_info.read_text("utf-8"))
        model = found[1] if found else model
    return (
        f"{dt_util.utcnow():%Y-%m-%d}, {os.cpu_count()} × {model}, "
        f"Python {platform.python_version()}, Home Assistant {ha_version}"
    )
