"""Runs a real Home Assistant through a scenario, and records what it finds."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import re
from tempfile import TemporaryDirectory
from time import monotonic, time
from typing import Any, Final

import orjson

from benchmarks.environment import (
    GREEN_API,
    add_account,
    database_size,
    open_database,
    prepare_folder,
    query_number,
    start_hass,
)
from demo.client import HomeAssistant
from demo.config_folder import NO_LOG_IN, REPOSITORY
from demo.process import HassProcess, free_port
from demo.simulator import DEFAULT_ACCOUNTS, FIRST_ID
from homeassistant.const import __version__

from . import jumping_hass
from .analysis import SOURCES, compare_announcements, longest_gap, polls_by_day
from .jumping_clock import ClockOffset
from .report import Record
from .scenario import DAY, START, Duration, Event, Kind, build_events
from .simulator import LIST_METHOD, SoakSimulator

PROBE: Final = Path(__file__).parent / "soak_probe.py"
# As in soak_probe.py, in the configuration folder.
SOCKET: Final = "soak.sock"
ANNOUNCEMENTS: Final = "announcements.txt"
# Real seconds that a command may take.
COMMAND_SECONDS: Final = 300.0
# Simulated seconds after the end until everything before it was announced.
SETTLE: Final = 10.0
RETRY_AFTER: Final = "30"

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
    - action: soak_probe.write
      data:
        announcement:
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
    - action: soak_probe.write
      data:
        announcement:
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
# There is no trigger for `sent`: it is part of being posted.
TRIGGERS: Final = ("posted", "delivered", "read", "viewed", "deleted", "expired")
KINDS: Final = (*TRIGGERS, "sent")
_LOG_LINE: Final = re.compile(
    r"^\S+ \S+ (WARNING|ERROR|CRITICAL) \(.*?\) \[(.+?)\] (.*)$", re.MULTILINE
)


class SoakHass:
    """A Home Assistant whose time is controlled."""

    def __init__(
        self, folder: Path, clock_file: Path, configuration: str = CONFIGURATION
    ) -> None:
        """Prepare its folder."""
        self.warnings: list[str] = []
        self._folder = folder
        port = free_port()
        prepare_folder(folder, port, configuration, PROBE)
        self._process = HassProcess(
            folder,
            module=jumping_hass.__name__,
            environment={
                jumping_hass.CLOCK_VARIABLE: str(clock_file),
                # Without it, Python would look for custom components in the working directory first.
                "PYTHONSAFEPATH": "1",
                "PYTHONPATH": str(REPOSITORY),
            },
        )
        self.client = HomeAssistant(f"http://127.0.0.1:{port}")
        self._socket: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run until the block ends; nothing is left then."""
        async with self.client:
            try:
                await self.start()
                yield
            finally:
                await self.stop()

    async def start(self) -> None:
        """Start, and wait until it has started."""
        await start_hass(self._process, self.client)
        self._socket = await asyncio.open_unix_connection(self._folder / SOCKET)

    async def stop(self) -> None:
        """Stop in order, and keep the warnings of the log."""
        if self._socket is not None:
            self._socket[1].close()
            self._socket = None
        await self._process.stop()
        if self._process.log.exists():
            self.warnings += warnings_in(self._process.log.read_text("utf-8"))
            self._process.log.unlink()

    async def command(self, command: str, **message: Any) -> dict[str, Any]:
        """Send a command to the probe, and return its answer."""
        if self._socket is None:
            raise RuntimeError("Home Assistant is not running")
        reader, writer = self._socket
        writer.write(orjson.dumps({"command": command, **message}) + b"\n")
        async with asyncio.timeout(COMMAND_SECONDS):
            answer: dict[str, Any] = orjson.loads(await reader.readline())
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']}")
        return answer

    async def add_account(self, url: str) -> None:
        """Add the account with its default options, and automations for everything that is announced."""
        await add_account(self.client, url)
        device = await self.client.device_id(FIRST_ID)
        event = (await self.client.entity_ids(FIRST_ID))["status"]
        (self._folder / "automations.yaml").write_text(
            AUTOMATIONS.format(
                triggers="".join(
                    TRIGGER.format(kind=kind, device=device) for kind in TRIGGERS
                ),
                event=event,
                kinds=", ".join(KINDS),
            )
        )
        await self.client.post("/api/services/automation/reload")

    async def total_views(self) -> int:
        """Return the state of the sensor of all views."""
        # A session from another day has expired.
        await self.client.log_in()
        entity_id = (await self.client.entity_ids(FIRST_ID))["total_views"]
        state = (await self.client.state(entity_id))["state"]
        return int(state) if state.isdecimal() else 0

    def disk_usage(self) -> dict[str, float]:
        """Return what is on the disk, in bytes and files, and rows in the database."""
        storage = self._folder / ".storage"
        pictures = [
            file.stat().st_size
            for folder in storage.glob(f"{GREEN_API}.*.media")
            for file in folder.iterdir()
        ]
        journals = [
            file.stat().st_size
            for file in storage.glob(f"{GREEN_API}.*")
            if file.is_file()
        ]
        with open_database(self._folder) as database:
            return {
                "journal": sum(journals),
                "journals": len(journals),
                "media": sum(pictures),
                "pictures": len(pictures),
                "storage": sum(
                    file.stat().st_size for file in storage.iterdir() if file.is_file()
                ),
                "database": database_size(database),
                "rows": query_number(database, "SELECT count(*) FROM states"),
                "statistics": query_number(database, "SELECT count(*) FROM statistics"),
            }

    def announcements(self) -> tuple[Counter[tuple[str, str, str]], dict[str, int]]:
        """Return how often each transition was announced by each source, and the sum of new views by source."""
        announced: Counter[tuple[str, str, str]] = Counter()
        views: dict[str, int] = dict.fromkeys(SOURCES, 0)
        for line in (self._folder / ANNOUNCEMENTS).read_text("utf-8").splitlines():
            source, status_id, kind, new_views = orjson.loads(line)
            if kind == "viewed":
                views[source] += int(new_views)
            else:
                announced[source, status_id, kind] += 1
        return announced, views


def warnings_in(log: str) -> list[str]:
    """Return our warnings and errors in a log; of those of others, the logger only."""
    return [
        f"{level}: {text}"
        if logger.startswith(f"custom_components.{GREEN_API}")
        else logger
        for level, logger, text in _LOG_LINE.findall(log)
    ]


class Soak:
    """One run through a scenario."""

    def __init__(
        self,
        duration: Duration,
        hass: SoakHass,
        simulator: SoakSimulator,
        report: Callable[[str], None],
    ) -> None:
        """Prepare; nothing happens yet."""
        self._duration = duration
        self._hass = hass
        self._simulator = simulator
        self._report = report
        self._outage = False
        self._status_ids: dict[int, str] = {}
        self._record = Record(
            days=duration.days, warm_up=duration.warm_up, home_assistant=__version__
        )

    async def run(self) -> Record:
        """Run through the scenario."""
        started = monotonic()
        async with self._hass.running():
            await self._hass.add_account(self._simulator.url)
            for event in build_events(self._duration):
                await self._hass.command("advance", to=START + event.at)
                await self._handle(event)
            await self._hass.command("advance", to=self._simulator.now() + SETTLE)
            await self._hass.command("measure")
            self._evaluate()
            self._record.views["sensor"] = await self._hass.total_views()
        self._record.warnings = dict(Counter(self._hass.warnings))
        self._record.minutes = (monotonic() - started) / 60
        return self._record

    async def _handle(self, event: Event) -> None:
        """Let an event happen."""
        days = (self._simulator.now() - START) / DAY
        instance = self._simulator.instance
        match event.kind:
            case Kind.POST_BY_ACTION if not self._outage:
                await self._hass.command("post", text=f"Post number {event.number}")
                self._record.posts += 1
            # In an outage, people post from the phone.
            case Kind.POST | Kind.POST_BY_ACTION:
                self._status_ids[event.number] = instance.post_content(
                    event.content, event.number
                )
                self._record.posts += 1
            case Kind.DELETE:
                if (status_id := self._status_ids.get(event.number)) is not None:
                    instance.delete(status_id)
            case Kind.OUTAGE:
                self._record.outages.append(days)
                self._outage = True
                self._simulator.fault(instance=instance.id, status=502, times=None)
            case Kind.OUTAGE_ENDS:
                self._outage = False
                self._simulator.faults.lift(instance.id)
            case Kind.RATE_LIMIT:
                self._simulator.fault(
                    instance=instance.id,
                    method=LIST_METHOD,
                    status=429,
                    headers={"Retry-After": RETRY_AFTER},
                )
            case Kind.RELOAD:
                self._record.reloads.append(days)
                await self._hass.command("reload")
            case Kind.RESTART:
                self._record.restarts.append(days)
                await self._hass.stop()
                await self._hass.start()
            case Kind.MEASURE:
                numbers = await self._hass.command("measure")
                numbers.update(self._hass.disk_usage())
                self._record.add(days, numbers)
                self._report(
                    f"day {days:.2f}: {numbers['memory']:.1f} MB, "
                    f"journal {numbers['journal'] / 1e3:.0f} kB"
                )

    def _evaluate(self) -> None:
        """Compare what happened with what was announced, and the polls with the clock."""
        now = self._simulator.now()
        listed = self._simulator.instance.listed
        announced, views = self._hass.announcements()
        record = self._record
        record.views = dict(views)
        record.announced = compare_announcements(
            announced, listed.transitions(now - SETTLE), listed.transitions(now)
        )
        calls = [
            ((at - START) / DAY, given) for at, given in self._simulator.list_calls
        ]
        record.polls = polls_by_day(calls, int(self._duration.seconds / DAY))
        record.longest_gap = (
            longest_gap(calls, (*record.restarts, *record.reloads)) * DAY
        )
        record.answers = {
            f"{method} {status}": count
            for (method, status), count in sorted(self._simulator.answers.items())
        }


async def run_soak(duration: Duration, report: Callable[[str], None]) -> Record:
    """Run everything; nothing of it is left then."""
    with TemporaryDirectory(prefix="soak-") as folder:
        clock_file = Path(folder) / "clock"
        offset = ClockOffset.create(clock_file, START - time())
        async with SoakSimulator(offset, DEFAULT_ACCOUNTS[0]) as simulator:
            hass = SoakHass(Path(folder) / "home", clock_file)
            return await Soak(duration, hass, simulator, report).run()
