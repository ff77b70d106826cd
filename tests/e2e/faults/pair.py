"""Plays one instance that is polled from three sides: by two Home Assistants, one of which has its entry twice."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import Simulator
from tests.e2e.witness import WAYS, Told, Witness, listening

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
from .matrix import LIST, Seen

ROUNDS: Final = 4
TELLING_SECONDS: Final = 70.0


@dataclass(slots=True)
class PairReport:
    """What each of the two told and saw, and how often GREEN-API refused a call."""

    happened: set[tuple[str, str]] = field(default_factory=set)
    told: list[Counter[Told]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    refused: int = 0
    answered: int = 0
    logs: list[str] = field(default_factory=list)

    @property
    def expected(self) -> set[Told]:
        """Return what each of them should have told."""
        return {(how, *each) for how in WAYS for each in self.happened}

    def settled(self, eyes: Eyes, witness: Witness, one: str) -> bool:
        """Tell whether one of the two has told all, and is connected."""
        return self.expected <= witness.told.keys() and eyes.see(one).connected


async def share(folder: Path) -> PairReport:
    """Let both poll at once, again and again, while statuses move."""
    one = account(500)
    report = PairReport()
    async with (
        Simulator(history=False, accounts=[one], contacts=20) as vendor,
        AsyncExitStack() as stack,
    ):
        instance = vendor.instances[one.id]
        current = instance.post_text("Before", state="sent").id
        witnesses: list[Witness] = []
        eyes: list[Eyes] = []
        processes: list[HassProcess] = []
        for number in range(2):
            home_folder = folder / str(number)
            port = free_port()
            witness = await stack.enter_async_context(listening())
            home = await stack.enter_async_context(
                HomeAssistant(f"http://127.0.0.1:{port}")
            )
            entries = [entry_of(one, vendor.url)]
            if number:
                # No form makes such an entry: somebody has edited the files, or merged two backups.
                entries.append(entry_of(one, vendor.url, "by_hand"))
            furnish(home_folder, port, witness, entries)
            process = HassProcess(home_folder)
            await stack.enter_async_context(started(process, home))
            eyes.append(Eyes(home))
            await eyes[-1].learn([one.id])
            await listen(home_folder, home, [one.id])
            witnesses.append(witness)
            processes.append(process)
        for _ in range(ROUNDS):
            instance.advance(current, "read")
            report.happened.add((current, "read"))
            current = instance.post_text("Next", state="sent").id
            report.happened.add((current, "posted"))
            # Both at once: GREEN-API takes one call a second.
            await asyncio.gather(*(each.ask(one.id) for each in eyes))
            await asyncio.sleep(ASKING_SECONDS)
        for each, witness in zip(eyes, witnesses, strict=True):
            async with each.watching():
                settled = partial(report.settled, each, witness, one.id)
                await until(settled, TELLING_SECONDS)
        report.seen = [each.see(one.id) for each in eyes]
        report.told = [each.told for each in witnesses]
        answers = Counter(call.status for call in vendor.calls if call.method == LIST)
        report.refused, report.answered = answers[429], answers[200]
        report.logs = [each.log.read_text() for each in processes]
    return report
