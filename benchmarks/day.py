"""What a day of 10, 30 and 100 statuses costs: polled every minute, views off and views counted, beside `rest`.

scripts/bench day            prints the table
scripts/bench day --write    puts it into docs/performance.md

The clocks jump, as in the soak: a day takes some seconds, and everything in it happens in order and at its time.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
import sys
from tempfile import TemporaryDirectory
import time
from typing import Final

from demo.config_folder import NO_LOG_IN
from demo.simulator import DEFAULT_ACCOUNTS

from .environment import (
    OPTIONS,
    REST_CONFIGURATION,
    add_account,
    describe_machine,
    list_url_of,
)
from .markdown import PERFORMANCE, check, replace_section, table
from .soak.jumping_clock import ClockOffset
from .soak.run import SoakHass
from .soak.scenario import DAY, HOUR, POSTING_HOURS, START
from .soak.simulator import CONTACTS, SoakSimulator

SECTION: Final = "benchmarks.day"
SIZES: Final = (10, 30, 100)
HOURS: Final = 24
# After the start, before anything is measured.
WARM_UP: Final = HOUR

BARE: Final = "neither"
REST: Final = "`rest`"
VIEWS_OFF: Final = "this integration, views off"
VIEWS_COUNTED: Final = "this integration, views counted"
KINDS: Final = (BARE, REST, VIEWS_OFF, VIEWS_COUNTED)

# What a day may cost as a multiple of `rest`, with so many statuses.
CPU_LIMITS: Final = {VIEWS_OFF: 0.6, VIEWS_COUNTED: 1.0}
DATABASE_LIMIT: Final = 1.0
LIMITED_SIZE: Final = 30

CONFIGURATION: Final = f"""\
{NO_LOG_IN}
config:
recorder:
logger:
  default: warning
soak_probe:
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a Home Assistant has used: CPU in seconds, the database in bytes."""

    cpu: float
    states: int
    database: int
    requests: int

    def since(self, earlier: Counts) -> Counts:
        """Return what was used since then."""
        return Counts(
            self.cpu - earlier.cpu,
            self.states - earlier.states,
            self.database - earlier.database,
            self.requests - earlier.requests,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A day with so many statuses, in each kind of Home Assistant."""

    size: int
    days: dict[str, Counts]

    def cpu_ratio(self, kind: str) -> float:
        """Return the CPU beyond that of a bare Home Assistant, as a multiple of `rest`."""
        bare = self.days[BARE].cpu
        return (self.days[kind].cpu - bare) / (self.days[REST].cpu - bare)

    def database_ratio(self, kind: str) -> float:
        """Return the growth of the database as a multiple of `rest`."""
        return self.days[kind].database / self.days[REST].database


class Home:
    """A Home Assistant, and a GREEN-API of its own by the same clock."""

    def __init__(self, simulator: SoakSimulator, hass: SoakHass) -> None:
        """Begin at the start of the day."""
        self._simulator = simulator
        self._hass = hass
        self._posted = 0

    async def play(self, posts: Sequence[float], until: float) -> None:
        """Let time pass until then, with posts at these times."""
        for at in posts:
            await self._hass.command("advance", to=at)
            # Not the contents of the day before, which are still listed.
            self._simulator.instance.post_content(self._posted + 1, self._posted)
            self._posted += 1
        await self._hass.command("advance", to=until)

    async def counts(self) -> Counts:
        """Return what was used so far."""
        numbers = await self._hass.command("count")
        return Counts(
            numbers["cpu"],
            numbers["states"],
            int(self._hass.disk_usage()["database"]),
            self._simulator.answers.total(),
        )


@asynccontextmanager
async def run_home(
    folder: Path, kind: str, times: Sequence[float]
) -> AsyncGenerator[Home]:
    """Run a Home Assistant of a kind; on the day before there were posts at the same times."""
    clock = folder.with_suffix(".clock")
    offset = ClockOffset.create(clock, START - DAY - time.time())
    async with SoakSimulator(offset, DEFAULT_ACCOUNTS[0]) as simulator:
        for number, at in enumerate(times):
            offset.seconds = START - DAY + at - time.time()
            simulator.instance.post_content(number, number)
        offset.seconds = START - time.time()
        configuration = CONFIGURATION
        if kind == REST:
            configuration += REST_CONFIGURATION.format(
                url=list_url_of(simulator), scan_interval=60
            )
        hass = SoakHass(folder, clock, configuration)
        async with hass.running():
            if kind == VIEWS_OFF:
                options = {**OPTIONS, "scan_interval": 60}
                await add_account(hass.client, simulator.url, options)
            elif kind == VIEWS_COUNTED:
                await add_account(hass.client, simulator.url)
            yield Home(simulator, hass)


async def measure_day(size: int, hours: int = HOURS) -> Result:
    """Play a day, hour by hour in one Home Assistant after the other, so that a slow moment affects all of them."""
    random = Random(size)  # noqa: S311
    times = sorted(random.uniform(*POSTING_HOURS) for _ in range(size))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        homes = {
            kind: await stack.enter_async_context(
                run_home(folder / str(number), kind, times)
            )
            for number, kind in enumerate(KINDS)
        }
        before: dict[str, Counts] = {}
        for kind, home in homes.items():
            await home.play((), START + WARM_UP)
            before[kind] = await home.counts()
        for hour in range(hours):
            begin = WARM_UP + hour * HOUR
            posts = [START + at for at in times if begin <= at < begin + HOUR]
            for home in homes.values():
                await home.play(posts, START + begin + HOUR)
        return Result(
            size,
            {
                kind: (await home.counts()).since(before[kind])
                for kind, home in homes.items()
            },
        )


def render(results: Sequence[Result]) -> str:
    """Return the table."""
    rows = []
    for result in results:
        bare = result.days[BARE]
        for kind, day in result.days.items():
            row = [f"{result.size}", kind, f"{day.cpu:.2f}"]
            if kind == BARE:
                row += ["–"] * 3
            else:
                ratio = result.cpu_ratio(kind)
                limit = CPU_LIMITS.get(kind) if result.size == LIMITED_SIZE else None
                row += [
                    f"{day.cpu - bare.cpu:.2f}",
                    f"{ratio:.2f} ×",
                    check(ratio, limit),
                ]
            row += [f"{day.requests:,}", f"{day.states:,}"]
            row.append(f"{day.database / 1000:,.0f}")
            if kind in CPU_LIMITS:
                ratio = result.database_ratio(kind)
                limit = DATABASE_LIMIT if result.size == LIMITED_SIZE else None
                row += [f"{ratio:.2f} ×", check(ratio, limit)]
            else:
                row += ["–"] * 2
            rows.append(row)
    return f"{describe_machine()}; {CONTACTS} contacts.\n\n" + table(
        (
            "Statuses",
            "Home Assistant with",
            "CPU, s",
            "Beyond *neither*",
            "÷ `rest`",
            "Limit",
            "Requests",
            "States written",
            "Database, kB",
            "÷ `rest`",
            "Limit",
        ),
        rows,
    )


async def measure(sizes: Sequence[int]) -> list[Result]:
    """Play all days, one after the other."""
    results = []
    for size in sizes:
        results.append(await measure_day(size))
        sys.stderr.write(f"a day of {size} statuses: done\n")
    return results


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench day", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help=f"update docs/{PERFORMANCE.name}"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    text = render(asyncio.run(measure(options.sizes)))
    sys.stdout.write(text)
    if options.write:
        replace_section(PERFORMANCE, SECTION, text)


if __name__ == "__main__":
    main()
