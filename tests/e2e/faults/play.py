"""Plays the fault matrix: all rows side by side, each on an account of its own, in one Home Assistant."""

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
from tests.e2e.witness import WAYS, Told, Witness, listening

from .house import (
    ASKING_SECONDS,
    LOOK_SECONDS,
    Eyes,
    Line,
    account,
    entry_of,
    furnish,
    lines_of,
    listen,
    started,
    until,
)
from .matrix import AFTERWARDS, BEFORE, DURING, RECOVERED, Ends, Row, Scene, Seen
from .ours import Spoilt

# Three tries of half a minute, and the wait for the first one.
LONGEST_WAIT: Final = 150.0
# Longer than a poll, shorter than what a test has the time for.
TELLING_SECONDS: Final = 45.0


@dataclass(slots=True)
class Observed:
    """What came of a row."""

    account: str
    meanwhile: list[Seen] = field(default_factory=list)
    told_meanwhile: set[Told] = field(default_factory=set)
    happened: set[tuple[str, str]] = field(default_factory=set)
    told: dict[Told, int] = field(default_factory=dict)
    repairs: str = ""
    after: Seen | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def expected(self) -> set[Told]:
        """Return what should have been told."""
        return {(how, *each) for how in WAYS for each in self.happened}


@dataclass(slots=True)
class Report:
    """What came of them all."""

    rows: dict[str, Observed]
    spoilt: dict[str, Observed]
    newer: Observed
    newer_untouched: bool
    log: str
    redirected: int
    twice: dict[str, Any]


@asynccontextmanager
async def stranger() -> AsyncGenerator[tuple[str, list[str]]]:
    """Be another host, and write down who calls."""
    calls: list[str] = []

    def called(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append("somebody")
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    async with server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/", calls


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the rows are played."""

    vendor: Simulator
    home: HomeAssistant
    eyes: Eyes
    witness: Witness
    elsewhere: str

    def told(self, happened: set[tuple[str, str]]) -> set[Told]:
        """Return what was told of all this."""
        return {told for told in self.witness.told if told[1:] in happened}

    async def play(self, row: Row, one: str) -> Observed:
        """Let a fault come, last and end; at each time, let something happen."""
        instance = self.vendor.instances[one]
        scene = Scene(self.vendor, instance, self.elsewhere)
        base, other = instance.statuses
        row.begin(scene)
        instance.advance(base, "read")
        instance.delete(other)
        new = instance.post_text(DURING, state="sent").id
        observed = Observed(one)
        observed.happened = {(base, "read"), (other, "deleted"), (new, "posted")}
        if row.at_setup:
            await self.home.reload_entry(f"entry{one}")
        elif not row.slow:
            await self.eyes.ask(one)
        await until(
            lambda: self.eyes.see(one) == row.seen,
            LONGEST_WAIT if row.slow else TELLING_SECONDS,
        )
        observed.meanwhile.append(self.eyes.see(one))
        observed.repairs = str(self.eyes.issues_of(one))
        instance.advance(new, "delivered")
        observed.happened.add((new, "delivered"))
        if not row.slow:
            # Once more: what lasts is not told again.
            await asyncio.sleep(ASKING_SECONDS)
            if not row.at_setup:
                await self.eyes.ask(one)
            await asyncio.sleep(3 * LOOK_SECONDS)
            observed.meanwhile.append(self.eyes.see(one))
        observed.told_meanwhile = self.told(observed.happened)

        await self._end(row, scene)
        await until(
            lambda: (
                self.eyes.see(one) == RECOVERED
                and self.told(observed.happened) == observed.expected
            ),
            TELLING_SECONDS,
        )
        observed.after = self.eyes.see(one)
        last = instance.post_text(AFTERWARDS, state="sent").id
        observed.happened.add((last, "posted"))
        if row.slow:
            # It was late enough.
            await self.eyes.ask(one)
        await until(
            lambda: self.told(observed.happened) == observed.expected, TELLING_SECONDS
        )
        return observed

    async def _end(self, row: Row, scene: Scene) -> None:
        """End a fault, and do what the user has to do."""
        scene.mend()
        one = scene.instance
        token = {"api_token": one.token}
        if row.ends is Ends.TOKEN:
            if (flow_id := self.eyes.flow_of(one.id)) is not None:
                await self.home.submit_form(flow_id, token)
        elif row.ends is Ends.RECONFIGURE:
            values = {"api_url": self.vendor.url, "id_instance": one.id, **token}
            await self.home.reconfigure(DOMAIN, f"entry{one.id}", values)
        elif row.slow or row.ends in (Ends.QUARTER, Ends.HOUR):
            # It would come by itself, but later than a test can wait.
            await self.eyes.ask(one.id)

    async def wake(self, observed: Observed) -> Seen:
        """Wait until an account is up and has told what happened to it; return what is seen."""
        one = observed.account
        await until(
            lambda: (
                self.eyes.see(one).entry == "loaded"
                and self.told(observed.happened) == observed.expected
            ),
            TELLING_SECONDS,
        )
        await self.eyes.look()
        return self.eyes.see(one)


def stored(folder: Path, one: Observed) -> Path:
    """Return the file with the journal of an account."""
    return folder / ".storage" / f"green_api.entry{one.account}"


async def play(folder: Path, rows: Sequence[Row], spoilt: Sequence[Spoilt]) -> Report:
    """Play all rows, then stop Home Assistant, spoil some files, and start it again."""
    accounts = [account(number) for number in range(len(rows) + len(spoilt) + 1)]
    ids = [one.id for one in accounts]
    process = HassProcess(folder)
    port = free_port()
    async with (
        Simulator(history=False, accounts=accounts, contacts=20) as vendor,
        listening() as witness,
        stranger() as (elsewhere, calls),
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        for instance in vendor.instances.values():
            instance.post_text(BEFORE, state="sent")
            instance.post_text("Long before", state="sent", age=60)
        furnish(folder, port, witness, [entry_of(one, vendor.url) for one in accounts])
        eyes = Eyes(home)
        stage = Stage(vendor, home, eyes, witness, elsewhere)
        async with started(process, home):
            await eyes.learn(ids)
            await listen(folder, home, ids)
            async with eyes.watching():
                observed = await asyncio.gather(
                    *(stage.play(row, one) for row, one in zip(rows, ids, strict=False))
                )
            values = entry_of(accounts[0], vendor.url)["data"]
            twice = await home.add_entry(DOMAIN, values)
        log = process.log.read_text()

        *damaged, newer = (Observed(one) for one in ids[len(rows) :])
        everybody = (*observed, *damaged, newer)
        for each, how in zip(damaged, spoilt, strict=True):
            file = stored(folder, each)
            file.write_bytes(how.spoil(file.read_bytes()))
        file = stored(folder, newer)
        readable = file.read_bytes()
        unreadable = readable.replace(b'"version": 1', b'"version": 99', 1)
        file.write_bytes(unreadable)
        for each in everybody:
            instance = vendor.instances[each.account]
            instance.advance(instance.latest.id, "read")
        for each in (*observed, newer):
            # Known to the journal, so it is news.
            latest = vendor.instances[each.account].latest.id
            each.happened.add((latest, "read"))
        async with started(process, home):
            await eyes.learn(ids)
            async with eyes.watching():
                seen = await asyncio.gather(
                    *(stage.wake(each) for each in (*observed, *damaged))
                )
                for each, what in zip(damaged, seen[len(rows) :], strict=True):
                    each.meanwhile.append(what)
                    instance = vendor.instances[each.account]
                    new = instance.post_text(AFTERWARDS, state="sent")
                    each.happened.add((new.id, "posted"))
                    await eyes.ask(each.account)
                for each, what in zip(
                    damaged,
                    await asyncio.gather(*(stage.wake(each) for each in damaged)),
                    strict=True,
                ):
                    each.after = what
                newer.meanwhile.append(eyes.see(newer.account))
                untouched = file.read_bytes() == unreadable
                # As if the version that wrote it were there again.
                file.write_bytes(readable)
                await home.reload_entry(f"entry{newer.account}")
                newer.after = await stage.wake(newer)
        second = process.log.read_text()

    for each in everybody:
        instance = vendor.instances[each.account]
        each.told = {
            told: times
            for told, times in witness.told.items()
            if told[1] in instance.statuses
        }
        each.lines = [
            line
            for line in lines_of(log if each in observed else second)
            if each.account in line.text or instance.phone in line.text
        ]
    return Report(
        {row.name: each for row, each in zip(rows, observed, strict=True)},
        {how.name: each for how, each in zip(spoilt, damaged, strict=True)},
        newer,
        untouched,
        log + second,
        len(calls),
        twice,
    )
