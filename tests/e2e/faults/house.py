"""A Home Assistant with accounts and automations in it, and all that a user can see of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
import re
from typing import Any, Final

from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.home import prepare
from demo.process import HassProcess
from demo.simulator import Account, fake_token
from tests.e2e.conftest import START_SECONDS
from tests.e2e.witness import CONFIGURATION, Witness, automations

from .matrix import Seen

# Home Assistant asks no sooner after a poll that somebody asked for.
ASKING_SECONDS: Final = 11.0
# The shortest there is.
SCAN_INTERVAL: Final = 30
LOOK_SECONDS: Final = 0.5
SHOWN: Final = ("latest_status_text", "connected", "instance_state")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    level: str
    logger: str
    text: str

    @property
    def complains(self) -> bool:
        """Whether it is one that a user is to worry about."""
        return self.level in ("WARNING", "ERROR", "CRITICAL")

    @property
    def relieves(self) -> bool:
        """Whether it says that all is well again."""
        return self.text.endswith("recovered")


def lines_of(log: str) -> list[Line]:
    """Return the lines of a log; tracebacks are none."""
    pattern = re.compile(r"^\S+ \S+ ([A-Z]+) \(.*?\) \[(.+?)\] (.*)$", re.MULTILINE)
    return [Line(*match.groups()) for match in pattern.finditer(log)]


def account(number: int) -> Account:
    """Return an account that nobody else has."""
    return Account(
        f"{1101000100 + number}", fake_token(100 + number), f"1555010{number + 100:04d}"
    )


def entry_of(one: Account, url: str, entry_id: str | None = None) -> dict[str, Any]:
    """Return the entry of an account as Home Assistant stores it."""
    now = datetime.now(UTC).isoformat()
    return {
        "created_at": now,
        "data": {"api_url": url, "id_instance": one.id, "api_token": one.token},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": DOMAIN,
        "entry_id": entry_id or f"entry{one.id}",
        "minor_version": 1,
        "modified_at": now,
        "options": {"scan_interval": SCAN_INTERVAL},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": f"WhatsApp +{one.phone}",
        "unique_id": one.id,
        "version": 1,
    }


def furnish(
    folder: Path, port: int, witness: Witness, entries: Sequence[dict[str, Any]]
) -> None:
    """Prepare a folder with little in it but these accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(url=witness.url))
    prepare(folder, port)
    file = folder / ".storage" / "core.config_entries"
    stored = json.loads(file.read_text())
    stored["data"]["entries"] += entries
    file.write_text(json.dumps(stored))


@asynccontextmanager
async def started(process: HassProcess, home: HomeAssistant) -> AsyncGenerator[None]:
    """Run Home Assistant for a while, and stop it in order."""
    try:
        await process.start()
        await process.wait_until(home.answers, 2 * START_SECONDS)
        await home.log_in()
        await process.wait_until(home.started, 2 * START_SECONDS)
        yield
    finally:
        await process.stop()


async def listen(folder: Path, home: HomeAssistant, accounts: Sequence[str]) -> None:
    """Let automations tell what happens."""
    (folder / "automations.yaml").write_text(await automations(home, accounts))
    await home.post("/api/services/automation/reload")


async def until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is true, and tell whether it is."""
    for _ in range(round(seconds / LOOK_SECONDS)):
        if done():
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return done()


class Eyes:
    """Looks at everything that a user can see, again and again."""

    def __init__(self, home: HomeAssistant) -> None:
        """See nothing yet."""
        self._home = home
        self._entity_ids: dict[str, dict[str, str]] = {}
        self._states: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._issues: list[dict[str, Any]] = []
        self._flows: list[dict[str, Any]] = []

    async def learn(self, accounts: Sequence[str]) -> None:
        """Find the entities."""
        for each in accounts:
            self._entity_ids[each] = await self._home.entity_ids(each)
        await self.look()

    async def look(self) -> None:
        """Look once."""
        states = await self._home.get("/api/states")
        self._states = {one["entity_id"]: one["state"] for one in states}
        entries = await self._home.entries(DOMAIN)
        self._entries = {one["entry_id"]: one["state"] for one in entries}
        found = await self._home.command(type="repairs/list_issues")
        self._issues = found["issues"]
        self._flows = await self._home.command(type="config_entries/flow/progress")

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Look all the time."""

        async def watch() -> None:
            while True:
                await self.look()
                await asyncio.sleep(LOOK_SECONDS)

        await self.look()
        task = asyncio.create_task(watch())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def ask(self, one: str) -> None:
        """Ask for a poll, and wait until it is over."""
        await self._home.post(
            "/api/services/homeassistant/update_entity",
            {"entity_id": self._entity_ids[one]["latest_status"]},
        )

    def issues_of(self, one: str) -> list[dict[str, Any]]:
        """Return the repairs of an account."""
        return [each for each in self._issues if f"entry{one}" in each["issue_id"]]

    def flow_of(self, one: str) -> str | None:
        """Return the form that Home Assistant has opened for an account."""
        for flow in self._flows:
            context = flow["context"]
            if (context["source"], context["entry_id"]) == ("reauth", f"entry{one}"):
                return str(flow["flow_id"])
        return None

    def see(self, one: str) -> Seen:
        """Return what is seen of an account."""
        latest, connected, instance_state = (
            self._states[self._entity_ids[one][key]] for key in SHOWN
        )
        return Seen(
            latest=latest,
            connected=connected == "on",
            instance_state=instance_state,
            issues=frozenset(each["translation_key"] for each in self.issues_of(one)),
            token_form=self.flow_of(one) is not None,
            entry=self._entries[f"entry{one}"],
        )
