"""A simulated day: the calls that a busy account costs, and how late its views are counted.

python -m benchmarks.day            prints the tables
python -m benchmarks.day --write    puts them into docs/views.md
"""

import argparse
from collections.abc import Sequence
from statistics import median
import sys
from typing import Final

from custom_components.green_api.counter import DEFAULT_VIEWS_PER_HOUR
from custom_components.green_api.schedule import HOUR

from .page import DOCS, inserted, table
from .simulated import AGES, Account, Lag, Result

PAGE: Final = DOCS / "views.md"
NAME: Final = "benchmarks.day"

STATISTIC: Final = "getStatusStatistic"
OTHERS: Final = ("getOutgoingStatuses", "getStateInstance", "getSettings")
BUSY: Final = 30
# Statuses a day, and view counts an hour.
CASES: Final = (
    (1, 1),
    (1, DEFAULT_VIEWS_PER_HOUR),
    (5, DEFAULT_VIEWS_PER_HOUR),
    (BUSY, 1),
    (BUSY, DEFAULT_VIEWS_PER_HOUR),
    (BUSY, 30),
    (BUSY, 60),
)

type Results = dict[tuple[int, int], Result]


def main(arguments: Sequence[str] | None = None) -> None:
    """Live through the days and tell about them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/views.md"
    )
    write = parser.parse_args(arguments).write
    text = tables({case: Account(*case).live() for case in CASES})
    if write:
        PAGE.write_text(inserted(PAGE.read_text("utf-8"), NAME, text), "utf-8")
    else:
        sys.stdout.write(text)


def tables(results: Results) -> str:
    """Return the tables of some days, in Markdown."""
    return f"{_calls(results)}\n{_lags(results)}"


def _calls(results: Results) -> str:
    """Return how many calls were made."""
    some = next(iter(results.values()))
    rows = [(f"`{method}`", "any", "any", *_numbers(some, method)) for method in OTHERS]
    rows += [
        (f"`{STATISTIC}`", str(statuses), str(cap), *_numbers(result, STATISTIC))
        for (statuses, cap), result in results.items()
    ]
    return table(
        (
            "Method",
            "Statuses a day",
            "View counts per hour",
            "Calls a day",
            "Most in an hour",
            "Most in a second",
        ),
        rows,
    )


def _numbers(result: Result, method: str) -> tuple[str, str, str]:
    """Return the calls of a method in a day, in its busiest hour and in its busiest second."""
    return (
        f"{len(result.calls[method]):,}",
        str(result.most_within(method, HOUR)),
        str(result.most_within(method, 1)),
    )


def _lags(results: Results) -> str:
    """Return how late views were counted."""
    rows = []
    for (statuses, cap), result in results.items():
        if statuses != BUSY:
            continue
        for youngest, age in zip((0, *AGES), AGES, strict=False):
            rows.append(
                (
                    str(cap),
                    f"{youngest // HOUR}–{age // HOUR} h",
                    *_lateness(result.lags[age]),
                )
            )
    return table(
        (
            "View counts per hour",
            "Age of the status",
            "Lag, median",
            "Lag, worst",
            "Views behind, median",
            "Views behind, worst",
            "Never counted",
        ),
        rows,
    )


def _lateness(lag: Lag) -> tuple[str, ...]:
    """Return the numbers of one row."""
    views = len(lag.seconds) + lag.never
    return (
        _minutes(median(lag.seconds)) if lag.seconds else "–",
        _minutes(max(lag.seconds)) if lag.seconds else "–",
        f"{median(lag.behind):.0f}",
        str(max(lag.behind)),
        f"{lag.never / views:.0%} of {views:,}" if views else "–",
    )


def _minutes(seconds: float) -> str:
    """Return a duration as people say it."""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


if __name__ == "__main__":
    main()
