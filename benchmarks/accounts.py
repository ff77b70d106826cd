"""What many accounts at rest cost, and how long Home Assistant starts beside a GREEN-API that hangs.

scripts/bench accounts            prints the tables
scripts/bench accounts --write    puts them into docs/performance.md
"""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
import sys
from tempfile import TemporaryDirectory
from typing import Any, Final

from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import DEFAULT_ACCOUNTS, Simulator, fake_token
from demo.simulator.sample_data import Account

from .environment import (
    CONFIGURATION,
    GREEN_API,
    OPTIONS,
    PROBE,
    MeasuredHass,
    describe_machine,
    prepare_folder,
    run_hass,
    start_hass,
    store_entries,
    stored_entry,
)
from .markdown import PERFORMANCE, check, replace_section, table

SECTION: Final = "benchmarks.accounts"
SIZES: Final = (50, 500)
# Percent of a core, by the number of accounts.
LIMITS: Final = {50: 0.5, 500: 4.0}
# Of each account; none of them changes.
STATUSES: Final = 10
SECONDS: Final = 180.0
# Seconds until all accounts are loaded, at most, and after that until everything is saved.
LOAD_SECONDS: Final = 300
SETTLE: Final = 90.0

START_ROUNDS: Final = 3
START_LIMIT: Final = 15.0
HANGING_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Result:
    """Percent of a core by the number of accounts, and the seconds of each start."""

    cpu: dict[int, float]
    answering: list[float]
    hanging: list[float]


def _account(number: int) -> Account:
    """Return an invented account."""
    return Account(
        str(1_101_100_000 + number), fake_token(number), f"1555{number:07}", ""
    )


def _entries(
    simulator: Simulator, accounts: Sequence[Account], options: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the config entries of some accounts."""
    return [
        stored_entry(simulator.url, account.id, account.token, options)
        for account in accounts
    ]


async def measure_rest(sizes: Sequence[int], seconds: float) -> dict[int, float]:
    """Return the percent of a core that so many accounts take beyond a Home Assistant without any, side by side."""
    accounts = [_account(number) for number in range(max(sizes))]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        simulator = await stack.enter_async_context(
            Simulator(history=False, rate_limits=False, accounts=accounts)
        )
        for instance in simulator.instances.values():
            instance.bulk(STATUSES)
        options = {**OPTIONS, "scan_interval": 60}
        homes = {
            size: await stack.enter_async_context(
                run_hass(
                    folder / str(size),
                    GREEN_API,
                    CONFIGURATION,
                    _entries(simulator, accounts[:size], options),
                )
            )
            for size in (0, *sizes)
        }
        for size, home in homes.items():
            await _wait_until_loaded(home, size)
        await asyncio.sleep(SETTLE)
        used = await asyncio.gather(
            *(home.idle_cpu(seconds) for home in homes.values())
        )
    bare, *others = (cpu / seconds / 10 for cpu in used)
    return {size: cpu - bare for size, cpu in zip(sizes, others, strict=True)}


async def _wait_until_loaded(home: MeasuredHass, size: int) -> None:
    """Wait for the accounts: what is not loaded costs nothing."""
    for _ in range(LOAD_SECONDS):
        entries = await home.client.entries(GREEN_API)
        if [entry["state"] for entry in entries] == ["loaded"] * size:
            return
        await asyncio.sleep(1)
    raise RuntimeError(f"not all of {size} accounts are loaded")


async def measure_start(rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of starts with two accounts: while GREEN-API answers, and while it hangs, in turns."""
    answering: list[float] = []
    hanging: list[float] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-"))) / "home"
        simulator = await stack.enter_async_context(Simulator())
        port = free_port()
        prepare_folder(folder, port, CONFIGURATION, PROBE)
        store_entries(folder, _entries(simulator, DEFAULT_ACCOUNTS, {}))
        client = await stack.enter_async_context(
            HomeAssistant(f"http://127.0.0.1:{port}")
        )
        process = HassProcess(folder, environment={"PYTHONSAFEPATH": "1"})
        stack.push_async_callback(process.stop)
        # The first start of a folder does more than the later ones.
        await start_hass(process, client)
        for _ in range(rounds):
            for seconds, delay in ((answering, 0), (hanging, HANGING_SECONDS)):
                await process.stop()
                simulator.faults.clear()
                if delay:
                    simulator.fault(delay=delay, times=None)
                seconds.append(await start_hass(process, client))
    return answering, hanging


def render(result: Result) -> str:
    """Return the tables."""
    rest = table(
        ("Accounts", "Percent of a core", "Limit"),
        (
            (f"{size}", f"{cpu:.2f}", check(cpu, LIMITS.get(size)))
            for size, cpu in result.cpu.items()
        ),
    )
    answering, hanging = median(result.answering), median(result.hanging)
    longer = hanging - answering
    start = table(
        ("GREEN-API answers", "GREEN-API hangs", "Longer by", "Limit"),
        (
            (
                f"{answering:.1f}",
                f"{hanging:.1f}",
                f"{longer:.1f}",
                check(longer, START_LIMIT),
            ),
        ),
    )
    return (
        f"{describe_machine()}.\n\n"
        "CPU of accounts at rest, beyond a Home Assistant without any:\n\n"
        f"{rest}\nStart of Home Assistant with two accounts, seconds:\n\n{start}"
    )


async def measure(sizes: Sequence[int], seconds: float, rounds: int) -> Result:
    """Measure both."""
    answering, hanging = await measure_start(rounds)
    sys.stderr.write("starts: done\n")
    return Result(await measure_rest(sizes, seconds), answering, hanging)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench accounts", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help=f"update docs/{PERFORMANCE.name}"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=START_ROUNDS)
    options = parser.parse_args(arguments)
    text = render(asyncio.run(measure(options.sizes, options.seconds, options.rounds)))
    sys.stdout.write(text)
    if options.write:
        replace_section(PERFORMANCE, SECTION, text)


if __name__ == "__main__":
    main()
