"""Two accounts whose contacts post hundreds of statuses a day: is anything lost or told twice, and does anything grow?

scripts/contacts-soak              a week, 500 statuses a day and account
scripts/contacts-soak --days 2 --per-day 100
"""

import argparse
from collections.abc import Sequence
from statistics import median
import sys

from benchmarks.markdown import table

from .run import WARM_UP, Result, main_loop


def render(result: Result) -> str:
    """Return the result as Markdown."""
    rows = [
        [
            source,
            kind,
            f"{one.happened:,}",
            f"{one.announced:,}",
            str(one.lost),
            str(one.repeated),
            str(one.invented),
        ]
        for source, kinds in result.announced.items()
        for kind, one in kinds.items()
    ]
    header = ["By", "Kind", "Happened", "Announced", "Lost", "Repeated", "Invented"]
    summary = (
        f"Two accounts, {result.per_day} statuses of contacts a day each, {result.days} days: {result.posts:,} posts, "
        f"{result.restarts} restarts, {result.reloads} reloads, the option switched {result.switched} times; "
        f"{result.minutes:.1f} minutes."
    )
    cpu = (
        f"- CPU of the process, a day of both accounts: {result.cpu_off:.1f} s without, {result.cpu_on:.1f} s with the "
        "option."
    )
    lines = [
        summary,
        "",
        table(header, rows),
        f"- Requests while the option was off: {result.requests_while_off}.",
        cpu,
    ]
    steady = [one for one in result.samples if one.day > WARM_UP]
    if len(steady) > 1:
        first = [one for one in steady if one.day < steady[0].day + 1]
        last = [one for one in steady if one.day > steady[-1].day - 1]
        for label, name, divisor, unit in (
            ("Memory of the process", "memory", 1, "MB"),
            ("Our objects", "objects", 1, ""),
            ("Ids that are kept", "known", 1, ""),
            ("Their size in the files", "part", 1e3, "kB"),
        ):
            before, after = (
                median(getattr(one, name) for one in part) / divisor
                for part in (first, last)
            )
            lines.append(
                f"- {label}: {before:,.1f} {unit} on day {WARM_UP + 1}, {after:,.1f} {unit} on the last day."
            )
    warnings = ", ".join(f"{text} ({n})" for text, n in result.warnings.items())
    lines.append(f"- Warnings and errors in the log: {warnings or 'none'}.")
    return "\n".join(lines)


def is_good(result: Result) -> bool:
    """Return whether nothing was lost, repeated or invented, and nothing was asked while the option was off."""
    return result.requests_while_off == 0 and not any(
        one.lost or one.repeated or one.invented
        for kinds in result.announced.values()
        for one in kinds.values()
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        prog="scripts/contacts-soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--days", type=int, default=7, help="days with the option")
    parser.add_argument("--per-day", type=int, default=500, help="statuses a day")
    options = parser.parse_args(arguments)
    result = main_loop(
        options.days,
        options.per_day,
        lambda text: print(text, file=sys.stderr),  # noqa: T201
    )
    sys.stdout.write(f"{render(result)}\n")
    return 0 if is_good(result) else 1


if __name__ == "__main__":
    sys.exit(main())
