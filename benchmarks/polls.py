"""What a poll costs, beside `rest` and beside the bare request, in one run.

scripts/bench polls            prints the tables
scripts/bench polls --write    puts them into docs/performance.md
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
import sys
from typing import Final

from .environment import (
    GREEN_API,
    REST,
    Environment,
    MeasuredHass,
    describe_machine,
    run_environment,
)
from .markdown import PERFORMANCE, check, replace_section, table

SECTION: Final = "benchmarks.polls"

SIZES: Final = (10, 30, 100, 1000)
ROUNDS: Final = 15
UNCHANGED: Final = "unchanged"
CHANGED: Final = "one change"
KINDS: Final = (UNCHANGED, CHANGED)
THUMBNAIL_LENGTH: Final = 3072

# What a poll may cost: as a multiple of the bare request, and, by size, as a multiple of `rest`.
UNCHANGED_LIMIT: Final = 1.5
CHANGED_LIMITS: Final = {10: 1.0, 30: 0.7, 100: 0.7}
# As a multiple of the body of the list, measured where the list is large enough.
MEMORY_LIMIT: Final = 3.0
MEMORY_SIZE: Final = 1_000_000

# Seconds between two polls: GREEN-API allows one call a second, and a poll must not wait for that.
PAUSE: Final = 1.15
# Seconds until pictures and journal of a new account are saved.
SETTLE: Final = 8.0
# Seconds after a poll in which the recorder and the journal are saved, and how often that is measured.
AFTERWARDS: Final = 8.0
AFTERWARDS_ROUNDS: Final = 3
# Polls in a row for which the database is watched: it grows by pages of 4 kB.
DATABASE_POLLS: Final = 10


@dataclass(slots=True)
class Result:
    """What was measured with so many statuses: series of numbers by name. `body_size` is in bytes."""

    size: int
    body_size: int = 0
    series: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, number: float) -> None:
        """Add a number to a series."""
        self.series.setdefault(name, []).append(number)

    def median(self, name: str) -> float:
        """Return the median of a series."""
        return median(self.series[name])

    def ratios(self, numerator: str, *denominators: str) -> list[float]:
        """Return a series divided by the sum of others, round by round."""
        rows = zip(
            self.series[numerator],
            *(self.series[name] for name in denominators),
            strict=True,
        )
        return [first / sum(rest) for first, *rest in rows]


class Measurement:
    """The measurement with one number of statuses."""

    def __init__(self, environment: Environment, size: int, rounds: int) -> None:
        """Prepare; nothing is measured yet."""
        self._environment = environment
        self._rounds = rounds
        self._result = Result(size)
        # The transitions that are still possible, as status id and new state.
        self._transitions: list[tuple[str, str]] = []
        self._both = (environment.green_api, environment.rest)

    async def run(self) -> Result:
        """Measure, beginning with an account without statuses."""
        await self._environment.reset()
        await asyncio.sleep(SETTLE)
        memory_before = await self._for_both(MeasuredHass.memory)
        await self._add_statuses()
        for kind in KINDS:
            await self._prepare_poll(kind)
            await self._for_both(MeasuredHass.poll)
        await asyncio.sleep(SETTLE)
        for domain, memory in (await self._for_both(MeasuredHass.memory)).items():
            self._result.add(f"{domain} memory", memory - memory_before[domain])
        for _ in range(self._rounds):
            await self._measure_round()
        for _ in range(AFTERWARDS_ROUNDS):
            await self._measure_afterwards()
        await self._measure_database()
        return self._result

    async def _add_statuses(self) -> None:
        """Post the statuses, and let both Home Assistants read them."""
        instance = self._environment.instance
        statuses = instance.bulk(self._result.size, THUMBNAIL_LENGTH)
        self._result.body_size = len(instance.outgoing())
        states = [(status.id, status.steps[-1][1]) for status in statuses]
        Random(self._result.size).shuffle(states)  # noqa: S311
        self._transitions = [
            (status_id, "delivered") for status_id, state in states if state == "sent"
        ]
        self._transitions += [
            (status_id, "read") for status_id, state in states if state != "read"
        ]
        for hass in self._both:
            await hass.poll()
        await asyncio.sleep(SETTLE)

    async def _measure_round(self) -> None:
        """Measure everything once, so that a slow moment of the machine affects all of it."""
        await asyncio.sleep(PAUSE)
        baseline = await self._environment.green_api.probe(
            "baseline",
            list_url=self._environment.list_url,
            state_url=self._environment.state_url,
        )
        for name, number in baseline.items():
            self._result.add(name, number)
        for kind in KINDS:
            await self._prepare_poll(kind)
            for hass in self._both:
                numbers = await hass.poll()
                self._result.add(f"{hass.domain} {kind}", numbers["cpu"])
                self._result.add(f"{hass.domain} {kind} states", numbers["states"])

    async def _prepare_poll(self, kind: str) -> None:
        """Change something if there is to be a change, and wait: polls come after a rest."""
        if kind == CHANGED:
            if not self._transitions:
                await self._environment.reset()
                await self._add_statuses()
            self._environment.instance.advance(*self._transitions.pop(0))
        await asyncio.sleep(PAUSE)

    async def _measure_afterwards(self) -> None:
        """Measure what a poll leaves to be written later, beyond what Home Assistant does anyway."""
        idle = await self._for_both(lambda hass: hass.idle_cpu(AFTERWARDS))
        for kind in KINDS:
            await self._prepare_poll(kind)
            await self._for_both(MeasuredHass.poll)
            busy = await self._for_both(lambda hass: hass.idle_cpu(AFTERWARDS))
            for domain, cpu in busy.items():
                self._result.add(f"{domain} {kind} later", cpu - idle[domain])

    async def _measure_database(self) -> None:
        """Measure how much the databases grow with each poll."""
        if len(self._transitions) < DATABASE_POLLS:
            await self._environment.reset()
            await self._add_statuses()
        for kind in KINDS:
            before = await self._for_both(MeasuredHass.recorded)
            for _ in range(DATABASE_POLLS):
                await self._prepare_poll(kind)
                await self._for_both(MeasuredHass.poll)
            for domain, (rows, size) in (
                await self._for_both(MeasuredHass.recorded)
            ).items():
                rows_before, size_before = before[domain]
                self._result.add(
                    f"{domain} {kind} rows", (rows - rows_before) / DATABASE_POLLS
                )
                self._result.add(
                    f"{domain} {kind} bytes", (size - size_before) / DATABASE_POLLS
                )

    async def _for_both[T](
        self, measure: Callable[[MeasuredHass], Awaitable[T]]
    ) -> dict[str, T]:
        """Return the result of a coroutine for both, by domain; they run at the same time."""
        results = await asyncio.gather(*(measure(hass) for hass in self._both))
        return {
            hass.domain: result
            for hass, result in zip(self._both, results, strict=True)
        }


def render(results: Sequence[Result], rounds: int) -> str:
    """Return all tables."""
    return "\n".join(
        (
            f"{describe_machine()}; {rounds} rounds.\n",
            f"The bare requests, CPU milliseconds:\n\n{_baseline_table(results)}",
            f"CPU milliseconds of a poll, with the quartiles of the ratio:\n\n{_cpu_table(results)}",
            (
                "What a poll writes: states at once; rows and bytes of the database, on average of ten polls; CPU "
                f"milliseconds in the eight seconds afterwards.\n\n{_writes_table(results)}"
            ),
            f"Memory that is held because of the statuses, in MB:\n\n{_memory_table(results)}",
        )
    )


def _baseline_table(results: Sequence[Result]) -> str:
    return table(
        (
            "Statuses",
            "Body",
            "GET",
            "GET of list and state",
            "Comparison",
            "`orjson.loads`",
        ),
        (
            (
                f"{result.size:,}",
                f"{result.body_size / 1000:,.0f} kB",
                *(
                    _number(result.median(name))
                    for name in ("get", "get both", "compare", "decode")
                ),
            )
            for result in results
        ),
    )


def _cpu_table(results: Sequence[Result]) -> str:
    rows = []
    for result in results:
        for kind in KINDS:
            if kind == UNCHANGED:
                ratios = result.ratios(f"{GREEN_API} {kind}", "get", "compare")
                limit: float | None = UNCHANGED_LIMIT
            else:
                ratios = result.ratios(f"{GREEN_API} {kind}", f"{REST} {kind}")
                limit = CHANGED_LIMITS.get(result.size)
            rows.append(
                (
                    f"{result.size:,}",
                    kind,
                    _number(result.median(f"{GREEN_API} {kind}")),
                    _number(result.median(f"{REST} {kind}")),
                    f"{'GET + comparison' if kind == UNCHANGED else '`rest`'}: {_spread(ratios)}",
                    check(median(ratios), limit),
                )
            )
    return table(
        ("Statuses", "Poll", "This integration", "`rest`", "Ratio to", "Limit"), rows
    )


def _writes_table(results: Sequence[Result]) -> str:
    rows = [
        (
            f"{result.size:,}",
            kind,
            {GREEN_API: "this integration", REST: "`rest`"}[domain],
            f"{result.median(f'{domain} {kind} states'):.0f}",
            _number(result.median(f"{domain} {kind} rows")),
            f"{result.median(f'{domain} {kind} bytes'):,.0f}",
            _number(max(0, result.median(f"{domain} {kind} later"))),
        )
        for result in results
        for kind in KINDS
        for domain in (GREEN_API, REST)
    ]
    return table(
        ("Statuses", "Poll", "", "States", "Rows", "Bytes", "CPU afterwards"), rows
    )


def _memory_table(results: Sequence[Result]) -> str:
    rows = []
    for result in results:
        held = result.median(f"{GREEN_API} memory")
        ratio = held * 1e6 / result.body_size
        large = result.body_size >= MEMORY_SIZE
        rows.append(
            (
                f"{result.size:,}",
                f"{result.body_size / 1e6:.2f}",
                f"{held:.1f}",
                f"{result.median(f'{REST} memory'):.1f}",
                f"{ratio:.1f} ×" if large else "–",
                check(ratio, MEMORY_LIMIT if large else None),
            )
        )
    return table(
        (
            "Statuses",
            "Body",
            "This integration",
            "`rest`",
            "This integration ÷ body",
            "Limit",
        ),
        rows,
    )


def _spread(ratios: Sequence[float]) -> str:
    """Return the median and the quartiles of some ratios."""
    if len(ratios) < 2:
        return f"{ratios[0]:.2f} ×"
    first, _, third = quantiles(ratios, n=4)
    return f"{median(ratios):.2f} × ({first:.2f}–{third:.2f})"


def _number(number: float) -> str:
    """Return a number with two or three significant digits."""
    return f"{number:.2f}" if abs(number) < 10 else f"{number:,.0f}"


async def measure(sizes: Sequence[int], rounds: int) -> list[Result]:
    """Measure all sizes, one after the other, each with new Home Assistants."""
    results = []
    for size in sizes:
        async with run_environment() as environment:
            results.append(await Measurement(environment, size, rounds).run())
        sys.stderr.write(f"{size} statuses: done\n")
    return results


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench polls", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help=f"update docs/{PERFORMANCE.name}"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    text = render(asyncio.run(measure(options.sizes, options.rounds)), options.rounds)
    sys.stdout.write(text)
    if options.write:
        replace_section(PERFORMANCE, SECTION, text)


if __name__ == "__main__":
    main()
