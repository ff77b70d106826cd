"""Two real Home Assistants on one simulated account: one with this integration, one with `rest` in YAML."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import shutil
from tempfile import TemporaryDirectory
from typing import Any, Final

from demo.client import HomeAssistant
from demo.home import NO_LOG_IN, REPOSITORY, prepare
from demo.process import HassProcess, free_port
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator

from . import database

OURS: Final = "green_api"
THEIRS: Final = "rest"
START_SECONDS: Final = 120
PROBE: Final = Path(__file__).parent / "probe"
# `rest` counts no views, so neither does this; and nobody polls but who measures.
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

# What people write for want of an integration: one resource, a sensor for each thing, the newest status as attributes.
REST: Final = """
rest:
  - resource: {url}
    scan_interval: 86400
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
class Contestant:
    """A Home Assistant that is measured. `domain` is the integration that polls in it."""

    domain: str
    home: HomeAssistant
    folder: Path

    async def ask(self, command: str, **message: Any) -> dict[str, float]:
        """Let its probe measure something."""
        numbers: dict[str, float] = await self.home.command(
            type=f"probe/{command}", **message
        )
        return numbers

    async def cpu(self) -> dict[str, float]:
        """Poll, and return the CPU time and the states written."""
        return await self.ask("poll", domain=self.domain, stall=False)

    async def stall(self) -> float:
        """Poll, and return the longest turn of the event loop."""
        return (await self.ask("poll", domain=self.domain, stall=True))["stall"]

    async def recorded(self) -> tuple[int, int]:
        """Return the rows of states in the database, when all are in it, and its size in bytes."""
        await self.ask("commit")
        with database.opened(self.folder) as ask:
            return database.rows_of_states(ask), database.size(ask)


@dataclass(frozen=True, slots=True)
class Contest:
    """What is running: the two, and the account that both look at. `url` is where its list is."""

    ours: Contestant
    theirs: Contestant
    vendor: Simulator
    url: str

    @property
    def instance(self) -> Instance:
        """Return the account."""
        return self.vendor.instances[FIRST_ID]

    async def begin_anew(self) -> None:
        """Forget all statuses, and let both see that."""
        for entry in await self.ours.home.entries(OURS):
            await self.ours.home.delete(
                f"/api/config/config_entries/entry/{entry['entry_id']}"
            )
        self.instance.clear()
        await add_account(self.ours.home, self.vendor.url, OPTIONS)
        await self.theirs.cpu()


@asynccontextmanager
async def contest() -> AsyncGenerator[Contest]:
    """Run everything until the block ends; nothing is left then."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        vendor = Simulator(history=False, rate_limits=False)
        await stack.enter_async_context(vendor)
        url = (
            f"{vendor.url}/waInstance{FIRST_ID}/getOutgoingStatuses/{FIRST_TOKEN}"
            "?minutes=1440"
        )
        ours = await _start(stack, folder / OURS, OURS, "")
        theirs = await _start(stack, folder / THEIRS, THEIRS, REST.format(url=url))
        yield Contest(ours, theirs, vendor, url)


async def _start(
    stack: AsyncExitStack, folder: Path, domain: str, extra: str
) -> Contestant:
    """Start a Home Assistant with a probe in it."""
    port = free_port()
    furnish(folder, port, CONFIGURATION + extra, PROBE)
    # Or else the folder that this runs in would go before the one with the probe.
    process = HassProcess(folder, environment={"PYTHONSAFEPATH": "1"})
    stack.push_async_callback(process.stop)
    home = await stack.enter_async_context(HomeAssistant(f"http://127.0.0.1:{port}"))
    await process.start()
    await process.wait_until(home.answers, START_SECONDS)
    await home.log_in()
    await process.wait_until(home.started, START_SECONDS)
    return Contestant(domain, home, folder)


def furnish(folder: Path, port: int, configuration: str, probe: Path) -> None:
    """Prepare the folder, with a probe beside the integration."""
    folder.mkdir()
    (folder / "configuration.yaml").write_text(configuration)
    prepare(folder, port)
    custom = folder / "custom_components"
    if custom.is_symlink():
        custom.unlink()
    else:
        shutil.rmtree(custom)
    custom.mkdir()
    # So that no other folder of that name can be taken for it.
    (custom / "__init__.py").touch()
    (custom / OURS).symlink_to(REPOSITORY / "custom_components" / OURS)
    (custom / probe.name).symlink_to(probe)


async def add_account(
    home: HomeAssistant, url: str, options: Mapping[str, Any] | None = None
) -> None:
    """Set this integration up, with these options or the default ones."""
    added = await home.add_entry(
        OURS, {"api_url": url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    )
    if added["type"] != "create_entry":
        raise RuntimeError(f"not added: {added.get('errors')}")
    if options is not None:
        await home.set_options(added["result"]["entry_id"], dict(options))
    for _ in range(START_SECONDS * 5):
        if [each["state"] for each in await home.entries(OURS)] == ["loaded"]:
            return
        await asyncio.sleep(0.2)
    raise RuntimeError("the account is not loaded")
