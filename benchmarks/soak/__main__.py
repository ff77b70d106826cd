"""A real Home Assistant runs through days of posts, reads, outages, reloads and restarts: does anything grow?

scripts/soak             a month, after a warm-up of another
scripts/soak --days 2 --warm-up 0
"""

import argparse
import asyncio
from collections.abc import Sequence
import sys
from typing import Final

from benchmarks.markdown import DOCS, replace_section

from .report import render, save_picture
from .run import run_soak
from .scenario import DAYS_PER_WEEK, HOUR, MINUTE, Duration

PAGE: Final = DOCS / "soak.md"
SECTION: Final = "benchmarks.soak"
PICTURE: Final = DOCS / "images" / "soak.svg"
# The journal keeps a status for a month: until then it can only grow.
WARM_UP: Final = 31
MEASURE_BEFORE: Final = 6 * HOUR


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        prog="scripts/soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--days", type=float, default=30, help="days to measure")
    parser.add_argument("--warm-up", type=int, default=WARM_UP, help="days before")
    parser.add_argument(
        "--measure-every", type=float, default=360, help="minutes between measurements"
    )
    parser.add_argument(
        "--restart-every",
        type=int,
        default=DAYS_PER_WEEK,
        help="days between restarts; 0: none",
    )
    parser.add_argument("--seed", type=int, default=1, help="another scenario")
    parser.add_argument(
        "--write", action="store_true", help=f"update docs/{PAGE.name} and its picture"
    )
    options = parser.parse_args(arguments)
    duration = Duration(
        options.days,
        options.warm_up,
        options.measure_every * MINUTE,
        MEASURE_BEFORE,
        options.restart_every,
        options.seed,
    )
    record = asyncio.run(
        run_soak(duration, lambda text: print(text, file=sys.stderr))  # noqa: T201
    )
    given = sys.argv[1:] if arguments is None else arguments
    text = render(record, " ".join(("scripts/soak", *given)))
    sys.stdout.write(f"{text}\n")
    if options.write:
        save_picture(record, PICTURE)
        replace_section(PAGE, SECTION, text)


if __name__ == "__main__":
    main()
