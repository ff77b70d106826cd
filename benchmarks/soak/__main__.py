"""A real Home Assistant lives through days of posting, reading, expiring, outages and restarts: does anything grow?

scripts/soak             a month, after another that is only lived through
scripts/soak --days 1    a day, after a month
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
import sys
from typing import Final

from benchmarks.page import DOCS, inserted

from .page import tables
from .plan import HOUR, MINUTE, WEEK, Pace
from .plot import draw
from .record import Record
from .run import soak

PAGE: Final = DOCS / "soak.md"
# The journal forgets a status after so many days: before that, it can only grow.
LEAD_IN: Final = 31
LOOK_BEFORE: Final = 6 * HOUR


def main(arguments: Sequence[str] | None = None) -> None:
    """Live, and tell about it."""
    options = _options().parse_args(arguments)
    name = name_of(options.days)
    if options.again:
        record = Record.read(data_of(name))
    else:
        record = asyncio.run(
            soak(
                Pace(
                    options.days,
                    options.lead_in,
                    (options.look or (10 if options.days <= 1 else 360)) * MINUTE,
                    LOOK_BEFORE,
                    restart_each(options.days, options.restart_each),
                    options.seed,
                ),
                _say,
            )
        )
        record.command = command(arguments)
        if options.write:
            record.write(data_of(name))
            # What is kept has fewer digits, and the page is to be made of that.
            record = Record.read(data_of(name))
    text = tables(record)
    sys.stdout.write(f"{text}\n")
    if options.write or options.again:
        draw(record, picture_of(name))
        page = PAGE.read_text("utf-8")
        PAGE.write_text(inserted(page, mark_of(name), text), "utf-8")


def restart_each(days: float, chosen: int | None) -> int:
    """Return how many days there are from one restart to the next."""
    if chosen is not None:
        return chosen
    return 1 if days <= 1 else WEEK


def name_of(days: float) -> str:
    """Return how a soak is called."""
    return "day" if days <= 1 else "month"


def data_of(name: str) -> Path:
    """Return the file with what was found."""
    return DOCS / "data" / f"soak_{name}.json"


def picture_of(name: str) -> Path:
    """Return the file with the picture."""
    return DOCS / "images" / f"soak_{name}.svg"


def mark_of(name: str) -> str:
    """Return what marks the place of the tables in the page."""
    return f"benchmarks.soak, {name}"


def command(arguments: Sequence[str] | None) -> str:
    """Return what makes the same again."""
    return " ".join(
        ("scripts/soak", *(sys.argv[1:] if arguments is None else arguments))
    )


def _say(text: str) -> None:
    """Tell who waits how far it is."""
    sys.stderr.write(f"{text}\n")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/soak", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--days", type=float, default=30, help="days that are measured")
    parser.add_argument(
        "--lead-in",
        type=int,
        default=LEAD_IN,
        help="days that are lived through before",
    )
    parser.add_argument("--look", type=float, help="minutes between two looks")
    parser.add_argument(
        "--restart-each", type=int, help="days from one restart to the next; 0: none"
    )
    parser.add_argument("--seed", type=int, default=1, help="makes other days")
    parser.add_argument(
        "--write", action="store_true", help=f"update docs/{PAGE.name} and its picture"
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="make page and picture of what is kept in docs/data, without living",
    )
    return parser


if __name__ == "__main__":
    main()
