"""What a poll costs: this integration, Home Assistant's own `rest`, and the least that can be done, side by side.

scripts/bench            prints the tables
scripts/bench --write    puts them into docs/performance.md, and what was measured into docs/data/speed.json
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random
import sys
from typing import Final

from demo.simulator import Status

from .contest import OURS, Contest, Contestant, contest
from .page import DOCS, inserted
from .speed_page import tables
from .speed_run import Result, Run, about_this_machine

PAGE: Final = DOCS / "performance.md"
DATA: Final = DOCS / "data" / "speed.json"
NAME: Final = "benchmarks.speed"

SIZES: Final = (10, 100, 1000, 5000)
SAME: Final = "same"
CHANGED: Final = "changed"
KINDS: Final = (SAME, CHANGED)
ROUNDS: Final = 15
THUMBNAIL: Final = 3072
# Polls with a look at what comes afterwards, and seconds until all of that is over: the journal is saved after five.
WINDOWS: Final = 3
AFTERWARDS: Final = 8.0
# Polls in a row for which the database is watched: it grows by pages of 4 kB.
GROWTH_POLLS: Final = 10
# GREEN-API's limit, which the client keeps to: a poll that had to wait for its turn would be measured with its waiting.
SPACING: Final = 1.15
# Pictures and journal of a new account are put on disk.
SETTLING: Final = 8.0


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
        await asyncio.sleep(SETTLING)
        empty = await self._each(_memory)
        await self._fill()
        for kind in KINDS:
            await self._prepare(kind)
            await self._each(Contestant.cpu)
        await asyncio.sleep(SETTLING)
        for name, held in (await self._each(_memory)).items():
            self._note(f"{name} memory", held - empty[name])
        for _ in range(self._rounds):
            await self._round()
        await self._look_afterwards()
        await self._watch_databases()
        for _ in range(WINDOWS):
            numbers = await self._running.ours.ask("reload", domain=OURS)
            self._note("ours setup", numbers["cpu"])
            self._note("ours setup stall", numbers["stall"])
        return self._result

    async def _fill(self) -> None:
        """Put up the statuses, and let both take them in."""
        instance = self._running.instance
        instance.bulk(self._result.size, THUMBNAIL)
        self._result.body = len(instance.outgoing())
        states = [(one.id, _state(one)) for one in instance.statuses.values()]
        Random(self._result.size).shuffle(states)  # noqa: S311
        self._moves = [(one, "delivered") for one, state in states if state == "sent"]
        self._moves += [(one, "read") for one, state in states if state != "read"]
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
        for kind in KINDS:
            for measure in (self._poll, self._stall):
                await self._prepare(kind)
                await measure(kind)

    async def _prepare(self, kind: str) -> None:
        """Let there be something new, if so, and let the machine come to rest: so it is at each poll in real life."""
        if kind == CHANGED:
            await self._change()
        await asyncio.sleep(SPACING)

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
            for kind in KINDS:
                await self._prepare(kind)
                await self._each(Contestant.cpu)
                busy = await self._each(_idle)
                for name in self._both:
                    self._note(f"{name} {kind} later", busy[name] - idle[name])

    async def _watch_databases(self) -> None:
        """Note by how much the databases grow with each poll."""
        if len(self._moves) < GROWTH_POLLS:
            await self._start_over()
        for kind in KINDS:
            before = await self._each(Contestant.recorded)
            for _ in range(GROWTH_POLLS):
                await self._prepare(kind)
                await self._each(Contestant.cpu)
            for name, after in (await self._each(Contestant.recorded)).items():
                pairs = zip(after, before[name], strict=True)
                rows, size = ((now - then) / GROWTH_POLLS for now, then in pairs)
                self._note(f"{name} {kind} rows", rows)
                self._note(f"{name} {kind} bytes", size)

    async def _each[T](
        self, what: Callable[[Contestant], Awaitable[T]]
    ) -> dict[str, T]:
        """Return what comes of something for both, at the same time."""
        found = await asyncio.gather(*(what(each) for each in self._both.values()))
        return dict(zip(self._both, found, strict=True))

    async def _change(self) -> None:
        """Let one status get further, another one each time, all over the list."""
        if not self._moves:
            await self._start_over()
        self._running.instance.advance(*self._moves.pop(0))

    async def _start_over(self) -> None:
        """Put up new statuses, of which none got far."""
        await self._running.begin_anew()
        await self._fill()

    def _note(self, name: str, number: float) -> None:
        self._result.note(name, number)


def _state(status: Status) -> str:
    """Return how far a status got."""
    return status.steps[-1][1]


async def _memory(contestant: Contestant) -> float:
    return (await contestant.ask("memory"))["memory"]


async def _idle(contestant: Contestant) -> float:
    return (await contestant.ask("idle", seconds=AFTERWARDS))["cpu"]


async def measure(sizes: Sequence[int], rounds: int) -> Run:
    """Measure all sizes in one run."""
    results = []
    for size in sizes:
        async with contest() as running:
            results.append(await Trial(running, size, rounds).run())
        sys.stderr.write(f"{size} statuses: done\n")
    return Run(about_this_machine(), rounds, tuple(results))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"update docs/{PAGE.name}")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    run = asyncio.run(measure(options.sizes, options.rounds))
    if options.write:
        run.write(DATA)
        # What is kept has fewer digits, and the page is to be made of that.
        run = Run.read(DATA)
    text = tables(run)
    sys.stdout.write(text)
    if options.write:
        PAGE.write_text(inserted(PAGE.read_text("utf-8"), NAME, text), "utf-8")


if __name__ == "__main__":
    main()
