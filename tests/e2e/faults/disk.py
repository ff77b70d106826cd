"""Plays a disk that is full: what is larger than a limit can no longer be written, as the operating system has it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
import json
from pathlib import Path
import resource
from typing import Any, Final

from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import Simulator
from tests.e2e.witness import WAYS, Told, listening

from .house import (
    ASKING_SECONDS,
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
from .matrix import Seen

# The journal of so many statuses is larger than this; the log of a minute, and what else is written, is not.
STATUSES: Final = 800
ROOM: Final = 256 * 1024
TELLING_SECONDS: Final = 30.0
# It is saved five seconds after it was told, and a busy machine takes its time.
SAVING_SECONDS: Final = 30.0
REFUSED: Final = "Error writing config for green_api."


@dataclass(slots=True)
class DiskReport:
    """What happened before, while and after the disk was full, and what was told of it."""

    happened: list[tuple[str, str]] = field(default_factory=list)
    told: Counter[Told] = field(default_factory=Counter)
    seen: Seen | None = None
    # The statuses on disk, after each step.
    stored: list[set[str]] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def expected(self) -> set[Told]:
        """Return what should have been told."""
        return {(how, *each) for how in WAYS for each in self.happened}


def give_room(process: HassProcess, size: int) -> None:
    """Let a process write no file that is larger than this."""
    _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, most))


def stored_ids(file: Path) -> set[str]:
    """Return the statuses in a stored journal, if there is one."""
    if not file.exists():
        return set()
    data: dict[str, Any] = json.loads(file.read_text())["data"]
    return {entry["status"]["status_id"] for entry in data["entries"]}


async def fill(folder: Path) -> DiskReport:
    """Fill the disk, let something happen, make room, stop and start again."""
    process = HassProcess(folder)
    port = free_port()
    one = account(400)
    file = folder / ".storage" / f"green_api.entry{one.id}"
    report = DiskReport()
    async with (
        Simulator(history=False, accounts=[one], contacts=20) as vendor,
        listening() as witness,
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        instance = vendor.instances[one.id]
        instance.bulk(STATUSES, 0)
        furnish(folder, port, witness, [entry_of(one, vendor.url)])
        eyes = Eyes(home)

        async def post() -> None:
            """Let something happen, and wait until it was told and stored, or could not be."""
            status = instance.post_text(f"Number {len(report.happened)}", state="sent")
            report.happened.append((status.id, "posted"))
            await eyes.ask(one.id)
            await until(lambda: report.expected <= witness.told.keys(), TELLING_SECONDS)
            await until(
                lambda: (
                    status.id in stored_ids(file) or REFUSED in process.log.read_text()
                ),
                SAVING_SECONDS,
            )
            report.stored.append(stored_ids(file))

        async with started(process, home):
            await eyes.learn([one.id])
            await listen(folder, home, [one.id])
            await post()
            give_room(process, ROOM)
            await asyncio.sleep(ASKING_SECONDS)
            await post()
            await eyes.look()
            report.seen = eyes.see(one.id)
            give_room(process, resource.RLIM_INFINITY)
        # An orderly stop saves what could not be saved.
        report.stored.append(stored_ids(file))
        report.lines = lines_of(process.log.read_text())
        async with started(process, home):
            await eyes.learn([one.id])
            await post()
    report.left_behind = [
        each.name for each in file.parent.iterdir() if each.name.startswith("tmp")
    ]
    report.told = witness.told
    return report
