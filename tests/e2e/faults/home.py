"""A Home Assistant with accounts and automations in it, and what a user can see of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Any, Final

from benchmarks.environment import store_entries, stored_entry
from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.config_folder import prepare
from demo.process import HassProcess
from demo.simulator import Account, fake_token
from tests.e2e.conftest import START_SECONDS
from tests.e2e.listener import CONFIGURATION, Listener, build_automations

from .cases import AccountView

# Home Assistant polls no sooner after a poll that was asked for.
COOLDOWN_SECONDS: Final = 11.0
SCAN_INTERVAL: Final = 30
CHECK_SECONDS: Final = 1.0
SHOWN: Final = ("latest_status_text", "connected", "instance_state")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    level: str
    logger: str
    text: str

    @property
    def is_warning(self) -> bool:
        """Return whether it is a warning or an error."""
        return self.level in ("WARNING", "ERROR", "CRITICAL")

    @property
    def reports_recovery(self) -> bool:
        """Return whether it says that all is well again."""
        return self.text.endswith("recovered")


def lines_of(log: str) -> list[Line]:
    """Return the lines of a log, without tracebacks."""
    pattern = re.compile(r"^\S+ \S+ ([A-Z]+) \(.*?\) \[(.+?)\] (.*)$", re.MULTILINE)
    return [Line(*match.groups()) for match in pattern.finditer(log)]


def make_account(number: int) -> Account:
    """Return an account that no other test has; the last digits of its phone are its own."""
    return Account(
        f"{1101000100 + number}", fake_token(100 + number), f"1555010{number + 100:04d}"
    )


def make_entry(account: Account, url: str) -> dict[str, Any]:
    """Return the stored entry of an account."""
    entry = stored_entry(
        url, account.id, account.token, {"scan_interval": SCAN_INTERVAL}
    )
    return {**entry, "title": f"WhatsApp {account.phone[-4:]}"}


def prepare_folder(
    folder: Path, port: int, listener: Listener, entries: list[dict[str, Any]]
) -> None:
    """Prepare a folder with little in it but these accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(url=listener.url))
    prepare(folder, port)
    store_entries(folder, entries)


@asynccontextmanager
async def running(process: HassProcess, home: HomeAssistant) -> AsyncGenerator[None]:
    """Run Home Assistant until the block ends, and stop it in order."""
    try:
        await process.start()
        await process.wait_until(home.answers, 2 * START_SECONDS)
        await home.log_in()
        await process.wait_until(home.started, 2 * START_SECONDS)
        yield
    finally:
        await process.stop()


async def add_automations(
    folder: Path, home: HomeAssistant, accounts: Sequence[str]
) -> None:
    """Add the automations that report what happens."""
    (folder / "automations.yaml").write_text(await build_automations(home, accounts))
    await home.post("/api/services/automation/reload")


async def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is true, and return whether it is."""
    for _ in range(round(seconds / CHECK_SECONDS)):
        if done():
            return True
        await asyncio.sleep(CHECK_SECONDS)
    return done()


class Observer:
    """Reads states, entries, repair issues and forms, and tells what a user sees of an account."""

    def __init__(self, home: HomeAssistant) -> None:
        """Start with nothing."""
        self._home = home
        self._entity_ids: dict[str, dict[str, str]] = {}
        self._states: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._issues: list[dict[str, Any]] = []
        self._flows: list[dict[str, Any]] = []

    async def find_entities(self, accounts: Sequence[str]) -> None:
        """Find the entities of some accounts."""
        for account in accounts:
            self._entity_ids[account] = await self._home.entity_ids(account)
        await self.update()

    async def update(self) -> None:
        """Read everything once."""
        states = await self._home.get("/api/states")
        self._states = {state["entity_id"]: state["state"] for state in states}
        entries = await self._home.entries(DOMAIN)
        self._entries = {entry["entry_id"]: entry["state"] for entry in entries}
        found = await self._home.command(type="repairs/list_issues")
        self._issues = found["issues"]
        self._flows = await self._home.command(type="config_entries/flow/progress")

    @asynccontextmanager
    async def updating(self) -> AsyncGenerator[None]:
        """Read everything again and again until the block ends."""

        async def update_forever() -> None:
            while True:
                await self.update()
                await asyncio.sleep(CHECK_SECONDS)

        await self.update()
        task = asyncio.create_task(update_forever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def poll(self, account: str) -> None:
        """Ask for a poll, and wait until it is over."""
        await self._home.post(
            "/api/services/homeassistant/update_entity",
            {"entity_id": self._entity_ids[account]["latest_status"]},
        )

    def issues_of(self, account: str) -> list[dict[str, Any]]:
        """Return the repair issues of an account."""
        return [
            issue for issue in self._issues if f"entry{account}" in issue["issue_id"]
        ]

    def token_form_of(self, account: str) -> str | None:
        """Return the id of the form that asks for the token of an account."""
        for flow in self._flows:
            context = flow["context"]
            if (context["source"], context["entry_id"]) == (
                "reauth",
                f"entry{account}",
            ):
                return str(flow["flow_id"])
        return None

    def view(self, account: str) -> AccountView:
        """Return what is seen of an account."""
        latest, connected, instance_state = (
            self._states[self._entity_ids[account][key]] for key in SHOWN
        )
        return AccountView(
            latest=latest,
            connected=connected == "on",
            instance_state=instance_state,
            issues=frozenset(
                issue["translation_key"] for issue in self.issues_of(account)
            ),
            token_form=self.token_form_of(account) is not None,
            entry=self._entries[f"entry{account}"],
        )
