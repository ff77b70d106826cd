"""The Home Assistant that lives through it: its folder, its process, and what is told and kept in it."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import re
from typing import Any, Final

import orjson

from benchmarks import database
from benchmarks.contest import OURS, START_SECONDS, add_account, furnish
from demo.client import HomeAssistant
from demo.home import NO_LOG_IN, REPOSITORY
from demo.process import HassProcess, free_port
from demo.simulator import FIRST_ID

from . import hass

PROBE: Final = Path(__file__).parent / "soak_probe"
# Real seconds that a command may take.
PATIENCE: Final = 300.0

CONFIGURATION: Final = f"""\
{NO_LOG_IN}
config:
history:
logbook:
recorder:
logger:
  default: warning
automation: !include automations.yaml
soak_probe:
"""
AUTOMATIONS: Final = """\
- id: by_trigger
  alias: By trigger
  mode: queued
  max: 1000
  triggers:
{triggers}
  actions:
    - action: soak_probe.tell
      data:
        told:
          - trigger
          - "{{{{ trigger.status.status_id }}}}"
          - "{{{{ trigger.id }}}}"
          - "{{{{ trigger.new_views | default(0) }}}}"
- id: by_event
  alias: By event
  mode: queued
  max: 1000
  triggers:
    - trigger: event.received
      target: {{entity_id: {event}}}
      options: {{event_type: [{kinds}]}}
  actions:
    - action: soak_probe.tell
      data:
        told:
          - event
          - "{{{{ trigger.to_state.attributes.status_id }}}}"
          - "{{{{ trigger.to_state.attributes.event_type }}}}"
          - "{{{{ trigger.to_state.attributes.new_views }}}}"
"""
TRIGGER: Final = """\
    - id: {kind}
      trigger: green_api.status_{kind}
      target: {{device_id: {device}}}
"""
# There is no trigger for what is sent: to be sent is part of being posted.
TRIGGERS: Final = ("posted", "delivered", "read", "viewed", "deleted", "expired")
KINDS: Final = (*TRIGGERS, "sent")
_LINE: Final = re.compile(
    r"^\S+ \S+ (WARNING|ERROR|CRITICAL) \(.*?\) \[(.+?)\] (.*)$", re.MULTILINE
)


class House:
    """A Home Assistant that is told when to be when."""

    def __init__(self, folder: Path, clock: Path) -> None:
        """Prepare its folder."""
        self.log: list[str] = []
        self._folder = folder
        port = free_port()
        furnish(folder, port, CONFIGURATION, PROBE)
        self._process = HassProcess(
            folder,
            module=hass.__name__,
            environment={
                hass.VARIABLE: str(clock),
                # Or else the folder that this runs in would go before the one with the probe.
                "PYTHONSAFEPATH": "1",
                "PYTHONPATH": str(REPOSITORY),
            },
        )
        self._home = HomeAssistant(f"http://127.0.0.1:{port}")
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run until the block ends; nothing is left then."""
        async with self._home:
            try:
                await self.start()
                yield
            finally:
                await self.stop()

    async def start(self) -> None:
        """Start, and wait until it has started."""
        await self._process.start()
        await self._process.wait_until(self._home.answers, START_SECONDS)
        await self._home.log_in()
        await self._process.wait_until(self._home.started, START_SECONDS)
        socket = self._folder / hass.SOCKET
        self._line = await asyncio.open_unix_connection(socket)

    async def stop(self) -> None:
        """Stop in order, and keep what it complained about."""
        if self._line is not None:
            self._line[1].close()
            self._line = None
        await self._process.stop()
        if self._process.log.exists():
            self.log += complaints(self._process.log.read_text("utf-8"))
            self._process.log.unlink()

    async def tell(self, command: str, **message: Any) -> dict[str, Any]:
        """Let the probe do something, and return its answer."""
        if self._line is None:
            raise RuntimeError("Home Assistant does not run")
        reader, writer = self._line
        writer.write(orjson.dumps({"do": command, **message}) + b"\n")
        async with asyncio.timeout(PATIENCE):
            answer: dict[str, Any] = orjson.loads(await reader.readline())
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']}")
        return answer

    async def add_account(self, url: str) -> None:
        """Set this integration up with its default options, and automations on all it tells."""
        await add_account(self._home, url)
        device = await self._home.device_id(FIRST_ID)
        event = (await self._home.entity_ids(FIRST_ID))["status"]
        (self._folder / "automations.yaml").write_text(
            AUTOMATIONS.format(
                triggers="".join(
                    TRIGGER.format(kind=kind, device=device) for kind in TRIGGERS
                ),
                event=event,
                kinds=", ".join(KINDS),
            )
        )
        await self._home.post("/api/services/automation/reload")

    async def total_views(self) -> int:
        """Return the views that the integration has counted in all."""
        # A session from another day has run out.
        await self._home.log_in()
        entity = (await self._home.entity_ids(FIRST_ID))["total_views"]
        state = (await self._home.state(entity))["state"]
        return int(state) if state.isdecimal() else 0

    def sizes(self) -> dict[str, float]:
        """Return what is on the disk, in bytes, and rows in the database."""
        storage = self._folder / ".storage"
        media = [
            each.stat().st_size
            for folder in storage.glob(f"{OURS}.*.media")
            for each in folder.iterdir()
        ]
        journals = [
            each.stat().st_size for each in storage.glob(f"{OURS}.*") if each.is_file()
        ]
        with database.opened(self._folder) as ask:
            return {
                "journal": sum(journals),
                "journals": len(journals),
                "media": sum(media),
                "pictures": len(media),
                "storage": sum(
                    each.stat().st_size for each in storage.iterdir() if each.is_file()
                ),
                "database": database.size(ask),
                "free": ask("PRAGMA freelist_count") * ask("PRAGMA page_size"),
                "rows": database.rows_of_states(ask),
                "statistics": ask("SELECT count(*) FROM statistics"),
            }

    def told(self) -> Counter[tuple[str, str, str]]:
        """Return what automations told: how they noticed, which status, what happened to it; and the new views."""
        counted: Counter[tuple[str, str, str]] = Counter()
        for line in (self._folder / hass.TOLD).read_text("utf-8").splitlines():
            how, status_id, kind, new_views = orjson.loads(line)
            if kind == "viewed":
                counted[how, "", kind] += int(new_views)
            else:
                counted[how, status_id, kind] += 1
        return counted


def complaints(log: str) -> list[str]:
    """Return the lines of a log that a user is to worry about: what we wrote, and who else wrote something."""
    return [
        f"{level}: {text}" if who.startswith(f"custom_components.{OURS}") else who
        for level, who, text in _LINE.findall(log)
    ]
