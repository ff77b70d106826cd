"""What a poll costs: this integration, Home Assistant's own `rest`, and the least that can be done, side by side.

python -m benchmarks.speed            prints the tables
python -m benchmarks.speed --write    puts them into docs/performance.md
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
import sys
from typing import Final

from demo.simulator import Status

from .contest import Contest, Contestant, contest
from .page import DOCS, inserted
from .speed_page import tables

PAGE: Final = DOCS / "performance.md"
NAME: Final = "benchmarks.speed"

SIZES: Final = (10, 100, 1000, 5000)
ROUNDS: Final = 15
THUMBNAIL: Final = 3072
# Polls with a look at what comes afterwards, and seconds until all of that is over: the journal is saved after five.
WINDOWS: Final = 3
AFTERWARDS: Final = 8.0
# GREEN-API's limit, which the client keeps to: a poll that had to wait for its turn would be measured with its waiting.
SPACING: Final = 1.15
# Pictures and journal of a new account are put on disk.
SETTLING: Final = 8.0


@dataclass(slots=True)
class Result:
    """What was measured at one size: series by name, one number a round. `body` is in bytes."""

    size: int
    body: int = 0
    series: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def middle(self, name: str) -> float:
        """Return the median of a series."""
        return median(self.series[name])

    def ratios(self, over: str, *under: str) -> list[float]:
        """Return a series as multiples of others, round by round."""
        rows = zip(
            self.series[over], *(self.series[name] for name in under), strict=True
        )
        return [first / sum(rest) for first, *rest in rows]


class Trial:
    """The measurements at one size."""

    def __init__(self, running: Contest, size: int, rounds: int) -> None:
        """Prepare; nothing is measured yet."""
        self._running = running
        self._rounds = rounds
        self._result = Result(size)
        self._moves: list[tuple[str, str]] = []
        self._both = {"ours": running.ours, "theirs": running.theirs}

    async def run(self) -> Result:
        """Measure, from an account without statuses on."""
        await self._running.begin_anew()
        empty = await self._each(_memory)
        await self._fill()
        for _ in range(self._rounds):
            await self._round()
        await self._look_afterwards()
        for name, held in (await self._each(_memory)).items():
            self._note(f"{name} memory", held - empty[name])
        for _ in range(WINDOWS):
            numbers = await self._running.ours.ask("reload", domain="green_api")
            self._note("ours setup", numbers["cpu"])
        return self._result

    async def _fill(self) -> None:
        """Put up the statuses, and let both take them in."""
        instance = self._running.instance
        instance.bulk(self._result.size, THUMBNAIL)
        self._result.body = len(instance.outgoing())
        sent = [one.id for one in instance.statuses.values() if _state(one) == "sent"]
        Random(self._result.size).shuffle(sent)  # noqa: S311
        self._moves = [(one, state) for state in ("delivered", "read") for one in sent]
        for contestant in self._both.values():
            await contestant.cpu()
        await asyncio.sleep(SETTLING)

    async def _round(self) -> None:
        """Measure everything once, one after the other, so that a slow moment of the machine hits all of it."""
        await asyncio.sleep(SPACING)
        for name, number in (
            await self._running.ours.ask("floor", url=self._running.url)
        ).items():
            self._note(name, number)
        await self._poll("same")
        await asyncio.sleep(SPACING)
        await self._stall("same")
        await self._change()
        await asyncio.sleep(SPACING)
        await self._poll("changed")
        await self._change()
        await asyncio.sleep(SPACING)
        await self._stall("changed")

    async def _poll(self, kind: str) -> None:
        """Let both poll, and note what it costs."""
        for name, contestant in self._both.items():
            numbers = await contestant.cpu()
            self._note(f"{name} {kind}", numbers["cpu"])
            self._note(f"{name} {kind} states", numbers["states"])

    async def _stall(self, kind: str) -> None:
        """Let both poll, and note for how long nothing else got a turn."""
        for name, contestant in self._both.items():
            self._note(f"{name} {kind} stall", await contestant.stall())

    async def _look_afterwards(self) -> None:
        """Note what a poll leaves to be done: what the recorder writes, and the journal."""
        for _ in range(WINDOWS):
            idle = await self._each(_idle)
            for kind, change in (("same", False), ("changed", True)):
                if change:
                    await self._change()
                before = {name: each.recorded() for name, each in self._both.items()}
                await self._each(Contestant.cpu)
                busy = await self._each(_idle)
                for name, contestant in self._both.items():
                    rows, size = contestant.recorded()
                    self._note(f"{name} {kind} rows", rows - before[name][0])
                    self._note(f"{name} {kind} bytes", size - before[name][1])
                    self._note(f"{name} {kind} later", busy[name] - idle[name])

    async def _each[T](
        self, what: Callable[[Contestant], Awaitable[T]]
    ) -> dict[str, T]:
        """Return what comes of something for both, at the same time."""
        found = await asyncio.gather(*(what(each) for each in self._both.values()))
        return dict(zip(self._both, found, strict=True))

    async def _change(self) -> None:
        """Let one status get further, another one each time, all over the list."""
        if not self._moves:
            await self._running.begin_anew()
            await self._fill()
        self._running.instance.advance(*self._moves.pop(0))

    def _note(self, name: str, number: float) -> None:
        self._result.series[name].append(number)


def _state(status: Status) -> str:
    """Return how far a status got."""
    return status.steps[-1][1]


async def _memory(contestant: Contestant) -> float:
    return (await contestant.ask("memory"))["memory"]


async def _idle(contestant: Contestant) -> float:
    return (await contestant.ask("idle", seconds=AFTERWARDS))["cpu"]


async def measure(sizes: Sequence[int], rounds: int) -> list[Result]:
    """Measure all sizes in one run."""
    async with contest() as running:
        results = []
        for size in sizes:
            results.append(await Trial(running, size, rounds).run())
            sys.stderr.write(f"{size} statuses: done\n")
        return results


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--write", action="store_true", help=f"update docs/{PAGE.name}")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    text = tables(asyncio.run(measure(options.sizes, options.rounds)))
    sys.stdout.write(text)
    if options.write:
        PAGE.write_text(inserted(PAGE.read_text("utf-8"), NAME, text), "utf-8")


if __name__ == "__main__":
    main()
