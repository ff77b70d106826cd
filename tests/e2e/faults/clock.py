"""Plays clocks that jump by a day: Home Assistant's, and GREEN-API's."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import Simulator
from tests.e2e.witness import WAYS, Told, listening

from . import shifted
from .house import (
    ASKING_SECONDS,
    Eyes,
    account,
    entry_of,
    furnish,
    listen,
    started,
    until,
)

DAY: Final = 86400.0
# Home Assistant's clock and that of the second account's GREEN-API, each time one jump.
JUMPS: Final = (
    (DAY, 0.0),
    (0.0, DAY),
    (0.0, 0.0),
    (-DAY, 0.0),
    (0.0, -DAY),
    (0.0, 0.0),
)


@dataclass(slots=True)
class ClockReport:
    """What happened, what was told of it, and what was wrong after each jump."""

    happened: set[tuple[str, str]] = field(default_factory=set)
    told: Counter[Told] = field(default_factory=Counter)
    late: list[tuple[float, float]] = field(default_factory=list)
    expired: set[str] = field(default_factory=set)
    log: str = ""

    @property
    def expected(self) -> set[Told]:
        """Return what should have been told."""
        return {(how, *each) for how in WAYS for each in self.happened}


async def jump(folder: Path) -> ClockReport:
    """Let clocks jump while statuses are posted and read."""
    clock = folder / "clock"
    process = HassProcess(
        folder,
        module=shifted.__name__,
        environment={shifted.VARIABLE: str(clock)},
    )
    port = free_port()
    first, second = account(300), account(301)
    report = ClockReport()
    async with (
        Simulator(history=False, accounts=[first], contacts=20) as steady,
        Simulator(history=False, accounts=[second], contacts=20) as jumping,
        listening() as witness,
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        one, other = steady.instances[first.id], jumping.instances[second.id]
        current = one.post_text("Before", state="sent").id
        entries = [entry_of(first, steady.url), entry_of(second, jumping.url)]
        furnish(folder, port, witness, entries)
        # The accounts are old: what GREEN-API dates before they were added is no news.
        clock.write_text(str(-2 * DAY))
        async with started(process, home):
            eyes = Eyes(home)
            ids = [first.id, second.id]
            await eyes.learn(ids)
            await listen(folder, home, ids)
            for ours, theirs in ((0.0, 0.0), *JUMPS):
                clock.write_text(str(ours))
                jumping.set_clock_offset(theirs)
                await asyncio.sleep(4 * shifted.LOOK_SECONDS)
                # A session from another day has run out.
                await home.log_in()
                one.advance(current, "read")
                report.happened.add((current, "read"))
                current = one.post_text("Next", state="sent").id
                # When its clock jumps, GREEN-API no longer lists the status from before.
                read = other.post_text("Next", state="read").id
                report.happened |= {
                    (current, "posted"),
                    (read, "posted"),
                    (read, "read"),
                }
                await asyncio.gather(*(eyes.ask(each) for each in ids))
                if not await until(
                    lambda: report.expected <= witness.told.keys(), ASKING_SECONDS
                ):
                    report.late.append((ours, theirs))
                await asyncio.sleep(ASKING_SECONDS)
        report.log = process.log.read_text()
    report.expired = {told[1] for told in witness.told if told[2] == "expired"}
    report.told = witness.told
    return report
