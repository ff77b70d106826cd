"""Runs a real Home Assistant through days of contacts' statuses; what was announced is compared with the lists."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, time
from typing import Final

import orjson

from benchmarks.environment import GREEN_API
from benchmarks.soak.analysis import Comparison, compare_announcements
from benchmarks.soak.jumping_clock import ClockOffset
from benchmarks.soak.run import SoakHass
from benchmarks.soak.scenario import DAY, HOUR, MINUTE, START
from demo.simulator import DEFAULT_ACCOUNTS

from .simulator import ContactsInstance, ContactsSimulator, Session

METHOD: Final = "getIncomingStatuses"
# The account's own statuses, a day.
OWN_POSTS: Final = 20
# Simulated seconds until everything before was announced.
SETTLE: Final = 10.0
# The interval between polls, and until the first one is over.
INTERVAL: Final = 5 * MINUTE
# Days for which ids are kept: until then the file can only grow.
WARM_UP: Final = 2

AUTOMATIONS: Final = """\
- id: by_trigger
  alias: By trigger
  mode: queued
  max: 5000
  triggers:
    - trigger: green_api.contact_status_posted
      target: {{device_id: [{devices}]}}
  actions:
    - action: soak_probe.write
      data:
        announcement: [trigger, "{{{{ trigger.status.status_id }}}}", posted, 0]
- id: by_event
  alias: By event
  mode: queued
  max: 5000
  triggers:
    - trigger: event.received
      target: {{entity_id: [{events}]}}
      options: {{event_type: [posted, deleted, expired]}}
  actions:
    - action: soak_probe.write
      data:
        announcement:
          - event
          - "{{{{ trigger.to_state.attributes.status_id }}}}"
          - "{{{{ trigger.to_state.attributes.event_type }}}}"
          - 0
"""


@dataclass(slots=True)
class Sample:
    """Numbers at one moment, in days since the option was switched on. Memory is in megabytes, sizes in bytes."""

    day: float
    memory: float
    objects: float
    part: int
    known: int


@dataclass(slots=True)
class Result:
    """What was found. CPU is in seconds a day of all accounts together."""

    days: int
    per_day: int
    posts: int = 0
    minutes: float = 0.0
    cpu_off: float = 0.0
    cpu_on: float = 0.0
    samples: list[Sample] = field(default_factory=list)
    announced: dict[str, dict[str, Comparison]] = field(default_factory=dict)
    requests_while_off: int = 0
    switched: int = 0
    restarts: int = 0
    reloads: int = 0
    warnings: dict[str, int] = field(default_factory=dict)


class ContactsHass(SoakHass):
    """A Home Assistant with two accounts."""

    async def add_accounts(self, url: str) -> None:
        """Add the accounts with their default options."""
        for account in DEFAULT_ACCOUNTS:
            await self.client.add_entry(
                GREEN_API,
                {"api_url": url, "id_instance": account.id, "api_token": account.token},
            )

    async def automate(self) -> None:
        """Add automations for everything that is announced, once the entities are there."""
        await self.client.log_in()
        devices, events = [], []
        for account in DEFAULT_ACCOUNTS:
            devices.append(await self.client.device_id(account.id))
            entities = await self.client.entity_ids(account.id)
            events.append(entities["contact_status"])
        (self._folder / "automations.yaml").write_text(
            AUTOMATIONS.format(devices=", ".join(devices), events=", ".join(events))
        )
        await self.client.post("/api/services/automation/reload")

    def stored_part(self) -> tuple[int, int]:
        """Return the size of what is stored of contacts' statuses, and how many these are."""
        size = known = 0
        for file in (self._folder / ".storage").glob(f"{GREEN_API}.*"):
            if file.is_file():
                parts = orjson.loads(file.read_bytes())["data"]["parts"]
                part = parts.get("contact_statuses", {})
                size += len(orjson.dumps(part))
                known += len(part.get("statuses", ()))
        return size, known


class ContactsSoak:
    """One run."""

    def __init__(
        self,
        result: Result,
        hass: ContactsHass,
        simulator: ContactsSimulator,
        report: Callable[[str], None],
    ) -> None:
        """Prepare; nothing happens yet."""
        self._result = result
        self._hass = hass
        self._simulator = simulator
        self._report = report
        self._random = Random("contacts soak")  # noqa: S311
        self._cpu = 0.0
        self._used_before = 0.0
        self._on_at = 0.0

    async def run(self) -> Result:
        """Run through the days: one without the option, the others with it."""
        started = monotonic()
        async with self._hass.running():
            await self._hass.add_accounts(self._simulator.url)
            await self._day(with_interruptions=False)
            before = await self._used_cpu()
            await self._day(with_interruptions=False)
            self._result.cpu_off = await self._used_cpu() - before
            self._result.requests_while_off = self._simulator.call_counts[METHOD]
            self._on_at = self._simulator.now()
            for account in self._simulator.accounts:
                await self._switch(account, on=True)
            await self._hass.automate()
            # The first day with the option is the one that the CPU is compared on: nothing else is different.
            before = await self._used_cpu()
            await self._day(with_interruptions=False)
            self._result.cpu_on = await self._used_cpu() - before
            for _ in range(1, self._result.days):
                await self._day(with_interruptions=True)
            await self._advance(SETTLE)
            await self._hass.command("measure")
            self._evaluate()
        self._result.warnings = dict(Counter(self._hass.warnings))
        self._result.minutes = (monotonic() - started) / 60
        return self._result

    async def _day(self, *, with_interruptions: bool) -> None:
        """Let a day pass, beginning now."""
        midnight = self._simulator.now()
        events: list[tuple[float, str, int]] = []
        for index, account in enumerate(self._simulator.accounts):
            account.post_day_of_contacts(midnight, self._result.per_day, 1)
            self._result.posts += self._result.per_day
            events += [
                (self._random.uniform(0, DAY), "post", index) for _ in range(OWN_POSTS)
            ]
        if with_interruptions:
            outage = self._random.uniform(2 * HOUR, 3 * HOUR)
            off = self._random.uniform(8 * HOUR, 12 * HOUR)
            events += [
                (outage, "outage", 0),
                (outage + 20 * MINUTE, "outage ends", 0),
                (5.5 * HOUR, "reload", 0),
                (off, "off", 1),
                (off + 3 * HOUR, "on", 1),
                (17 * HOUR, "restart", 0),
                (21 * HOUR, "reload", 0),
            ]
        events += [(hours * HOUR, "measure", 0) for hours in (6, 12, 18)]
        for at, what, index in sorted(events):
            await self._hass.command("advance", to=midnight + at)
            await self._handle(what, self._simulator.accounts[index])
        await self._hass.command("advance", to=midnight + DAY)

    async def _handle(self, what: str, account: ContactsInstance) -> None:
        """Let something happen."""
        match what:
            case "post":
                account.post_content(self._random.randrange(1000), 1)
            case "outage":
                self._simulator.fault(instance=account.id, status=502, times=None)
            case "outage ends":
                self._simulator.faults.lift(account.id)
            case "reload":
                self._result.reloads += 1
                await self._hass.command("reload")
            case "restart":
                self._result.restarts += 1
                await self._used_cpu()
                await self._hass.stop()
                # What is posted meanwhile is found after the start.
                self._used_before = 0.0
                await self._hass.start()
            case "off" | "on":
                self._result.switched += 1
                await self._switch(account, on=what == "on")
            case "measure" if self._on_at:
                numbers = await self._hass.command("measure")
                size, known = self._hass.stored_part()
                sample = Sample(
                    (self._simulator.now() - self._on_at) / DAY,
                    numbers["memory"] - numbers["sqlite"],
                    numbers["our_objects"],
                    size,
                    known,
                )
                self._result.samples.append(sample)
                self._report(
                    f"day {sample.day:.2f}: {sample.memory:.1f} MB, "
                    f"{known} ids in {size / 1e3:.0f} kB"
                )

    async def _switch(self, account: ContactsInstance, *, on: bool) -> None:
        """Switch the option on or off, at a moment at which nothing else happens."""
        await self._advance(SETTLE)
        if on:
            account.sessions.append(Session())
        await self._hass.command(
            "options", instance=account.id, options={"contacts": on}
        )
        if not on:
            account.sessions[-1].ended = self._simulator.now()
        await self._advance(SETTLE)

    async def _advance(self, seconds: float) -> None:
        """Let time pass."""
        await self._hass.command("advance", to=self._simulator.now() + seconds)

    async def _used_cpu(self) -> float:
        """Return the CPU seconds that Home Assistant has used over all its runs."""
        used = (await self._hass.command("measure"))["cpu"]
        self._cpu += used - self._used_before
        self._used_before = used
        return self._cpu

    def _evaluate(self) -> None:
        """Compare what was listed with what was announced."""
        now = self._simulator.now()
        required, possible = set(), set()
        for account in self._simulator.accounts:
            for session in account.sessions:
                required |= session.transitions(
                    now - SETTLE
                    if session.ended is None
                    else session.ended - 2 * SETTLE
                )
                possible |= session.transitions(now)
        announced, _ = self._hass.announcements()
        by_event = compare_announcements(announced, required, possible)["event"]
        posted = compare_announcements(
            announced,
            {one for one in required if one[1] == "posted"},
            {one for one in possible if one[1] == "posted"},
        )
        self._result.announced = {"event": by_event, "trigger": posted["trigger"]}


async def run_contacts_soak(
    days: int, per_day: int, report: Callable[[str], None]
) -> Result:
    """Run everything; nothing of it is left then."""
    with TemporaryDirectory(prefix="soak-") as folder:
        clock_file = Path(folder) / "clock"
        offset = ClockOffset.create(clock_file, START - time())
        async with ContactsSimulator(offset) as simulator:
            hass = ContactsHass(Path(folder) / "home", clock_file)
            result = Result(days, per_day)
            return await ContactsSoak(result, hass, simulator, report).run()


def main_loop(days: int, per_day: int, report: Callable[[str], None]) -> Result:
    """Run everything and wait for it."""
    return asyncio.run(run_contacts_soak(days, per_day, report))
