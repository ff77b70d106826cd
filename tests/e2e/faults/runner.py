"""Runs the fault matrix: all faults side by side, each on an account of its own, in one Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import Simulator
from tests.e2e.listener import (
    Announcement,
    Listener,
    Transition,
    expected_announcements,
    run_listener,
)

from .cases import (
    AFTERWARDS,
    BEFORE,
    DURING,
    UP_TO_DATE,
    AccountView,
    Ends,
    Fault,
    FaultyAccount,
)
from .home import (
    CHECK_SECONDS,
    COOLDOWN_SECONDS,
    Line,
    Observer,
    add_automations,
    lines_of,
    make_account,
    make_entry,
    prepare_folder,
    running,
    wait_until,
)
from .local import StorageFault

# Three tries of half a minute, and the wait for the first one.
SLOW_SECONDS: Final = 150.0
# Longer than the time between two polls.
WAIT_SECONDS: Final = 45.0


@dataclass(slots=True)
class Observed:
    """What was observed on the account of a fault."""

    account: str
    views: list[AccountView] = field(default_factory=list)
    announced_meanwhile: set[Announcement] = field(default_factory=set)
    transitions: set[Transition] = field(default_factory=set)
    announced: dict[Announcement, int] = field(default_factory=dict)
    issues: str = ""
    view_afterwards: AccountView | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def repeated(self) -> dict[Announcement, int]:
        """Return what was announced more than once."""
        return {one: count for one, count in self.announced.items() if count > 1}


@dataclass(slots=True)
class Results:
    """What was observed in all."""

    faults: dict[str, Observed]
    storage_faults: dict[str, Observed]
    newer_version: Observed
    newer_file_untouched: bool
    log: str
    calls_to_other_host: int
    added_twice: dict[str, Any]


@asynccontextmanager
async def run_other_host() -> AsyncGenerator[tuple[str, list[str]]]:
    """Run another server, and note the connections to it."""
    connections: list[str] = []

    def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append("connected")
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://localhost:{port}/", connections


@dataclass(frozen=True, slots=True)
class Runner:
    """Where the faults are run."""

    simulator: Simulator
    home: HomeAssistant
    observer: Observer
    listener: Listener
    other_host: str

    def announced(self, transitions: set[Transition]) -> set[Announcement]:
        """Return what was announced of some transitions."""
        return {one for one in self.listener.announced if one[1:] in transitions}

    def is_complete(self, observed: Observed) -> bool:
        """Return whether everything was announced."""
        expected = expected_announcements(observed.transitions)
        return self.announced(observed.transitions) == expected

    async def run(self, fault: Fault, account: str) -> Observed:
        """Let a fault begin, last and end; at each time something happens to the statuses."""
        instance = self.simulator.instances[account]
        faulty = FaultyAccount(self.simulator, instance, self.other_host)
        first, second = instance.statuses
        observed = Observed(account)
        fault.begin(faulty)
        instance.advance(first, "read")
        instance.delete(second)
        new = instance.post_text(DURING, state="sent").id
        observed.transitions = {(first, "read"), (second, "deleted"), (new, "posted")}
        await self._observe(fault, observed, new)
        await self._end(fault, faulty)
        await wait_until(
            lambda: (
                self.observer.view(account) == UP_TO_DATE and self.is_complete(observed)
            ),
            WAIT_SECONDS,
        )
        observed.view_afterwards = self.observer.view(account)
        last = instance.post_text(AFTERWARDS, state="sent").id
        observed.transitions.add((last, "posted"))
        if fault.slow:
            # It took long enough.
            await self.observer.poll(account)
        await wait_until(lambda: self.is_complete(observed), WAIT_SECONDS)
        return observed

    async def _observe(self, fault: Fault, observed: Observed, new: str) -> None:
        """Poll while the fault lasts, twice where that does not take too long."""
        account = observed.account
        if fault.at_setup:
            await self.home.reload_entry(f"entry{account}")
        elif not fault.slow:
            await self.observer.poll(account)
        if fault.again:
            await asyncio.sleep(COOLDOWN_SECONDS)
            await self.observer.poll(account)
        await wait_until(
            lambda: self.observer.view(account) == fault.seen,
            SLOW_SECONDS if fault.slow else WAIT_SECONDS,
        )
        observed.views.append(self.observer.view(account))
        observed.issues = str(self.observer.issues_of(account))
        self.simulator.instances[account].advance(new, "delivered")
        observed.transitions.add((new, "delivered"))
        if not fault.slow:
            # What lasts is not logged or announced again.
            await asyncio.sleep(COOLDOWN_SECONDS)
            if not fault.at_setup:
                await self.observer.poll(account)
            await asyncio.sleep(3 * CHECK_SECONDS)
            observed.views.append(self.observer.view(account))
        observed.announced_meanwhile = self.announced(observed.transitions)

    async def _end(self, fault: Fault, faulty: FaultyAccount) -> None:
        """Lift a fault, and do what the user has to do."""
        faulty.lift()
        instance = faulty.instance
        token = {"api_token": instance.token}
        if fault.ends is Ends.TOKEN:
            if (flow_id := self.observer.token_form_of(instance.id)) is not None:
                await self.home.submit_form(flow_id, token)
        elif fault.ends is Ends.RECONFIGURE:
            values = {
                "api_url": self.simulator.url,
                "id_instance": instance.id,
                **token,
            }
            await self.home.reconfigure(DOMAIN, f"entry{instance.id}", values)
        elif fault.slow or fault.ends in (Ends.QUARTER_HOUR, Ends.HOUR):
            # It would come by itself, but later than a test can wait.
            await self.observer.poll(instance.id)

    async def wait_for_account(self, observed: Observed) -> AccountView:
        """Wait until an account is loaded and has announced what happened to it; return what is seen."""
        account = observed.account
        await wait_until(
            lambda: (
                self.observer.view(account).entry == "loaded"
                and self.is_complete(observed)
            ),
            WAIT_SECONDS,
        )
        await self.observer.update()
        return self.observer.view(account)


async def run_matrix(
    folder: Path, faults: Sequence[Fault], storage_faults: Sequence[StorageFault]
) -> Results:
    """Run all faults, then stop Home Assistant, damage some files, and start it again."""
    accounts = [
        make_account(number) for number in range(len(faults) + len(storage_faults) + 1)
    ]
    ids = [account.id for account in accounts]
    process = HassProcess(folder)
    port = free_port()
    async with (
        Simulator(history=False, accounts=accounts, contacts=20) as simulator,
        run_listener() as listener,
        run_other_host() as (other_host, connections),
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        for instance in simulator.instances.values():
            instance.post_text(BEFORE, state="sent")
            instance.post_text("Long before", state="sent", age=60)
        entries = [make_entry(account, simulator.url) for account in accounts]
        prepare_folder(folder, port, listener, entries)
        observer = Observer(home)
        runner = Runner(simulator, home, observer, listener, other_host)
        async with running(process, home):
            await observer.find_entities(ids)
            await add_automations(folder, home, ids)
            async with observer.updating():
                observed = await asyncio.gather(
                    *(
                        runner.run(fault, account)
                        for fault, account in zip(faults, ids, strict=False)
                    )
                )
            added_twice = await home.add_entry(DOMAIN, entries[0]["data"])
        log = process.log.read_text("utf-8")

        *damaged, newer = (Observed(account) for account in ids[len(faults) :])
        for one, storage_fault in zip(damaged, storage_faults, strict=True):
            file = _journal_file(folder, one.account)
            file.write_bytes(storage_fault.damage(file.read_bytes()))
        newer_file = _journal_file(folder, newer.account)
        readable = newer_file.read_bytes()
        unreadable = readable.replace(b'"version": 1', b'"version": 99', 1)
        newer_file.write_bytes(unreadable)
        for instance in simulator.instances.values():
            instance.advance(instance.latest.id, "read")
        for one in (*observed, newer):
            # The journal knows this status, so the change is announced.
            latest = simulator.instances[one.account].latest.id
            one.transitions.add((latest, "read"))
        async with running(process, home):
            await observer.find_entities(ids)
            async with observer.updating():
                await asyncio.gather(
                    *(runner.wait_for_account(one) for one in observed),
                    *(_observe_damaged(runner, one) for one in damaged),
                )
                newer.views.append(observer.view(newer.account))
                untouched = newer_file.read_bytes() == unreadable
                # As if the version that wrote it were installed again.
                newer_file.write_bytes(readable)
                await home.reload_entry(f"entry{newer.account}")
                newer.view_afterwards = await runner.wait_for_account(newer)
        second_log = process.log.read_text("utf-8")

    for one in (*observed, *damaged, newer):
        instance = simulator.instances[one.account]
        one.announced = {
            announcement: count
            for announcement, count in listener.announced.items()
            if announcement[1] in instance.statuses
        }
        one.lines = [
            line
            for line in lines_of(log if one in observed else second_log)
            if one.account in line.text
            or f"WhatsApp {instance.phone[-4:]}" in line.text
        ]
    return Results(
        {fault.name: one for fault, one in zip(faults, observed, strict=True)},
        {fault.name: one for fault, one in zip(storage_faults, damaged, strict=True)},
        newer,
        untouched,
        log + second_log,
        len(connections),
        added_twice,
    )


async def _observe_damaged(runner: Runner, observed: Observed) -> None:
    """Observe an account whose journal was damaged: as it starts, and after a new status."""
    observed.views.append(await runner.wait_for_account(observed))
    instance = runner.simulator.instances[observed.account]
    new = instance.post_text(AFTERWARDS, state="sent")
    observed.transitions.add((new.id, "posted"))
    await runner.observer.poll(observed.account)
    observed.view_afterwards = await runner.wait_for_account(observed)


def _journal_file(folder: Path, account: str) -> Path:
    """Return the file with the journal of an account."""
    return folder / ".storage" / f"green_api.entry{account}"
