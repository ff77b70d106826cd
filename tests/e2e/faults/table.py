"""The tables in docs/reliability.md, made of what the tests play.

python -m tests.e2e.faults.table            prints them
python -m tests.e2e.faults.table --write    puts them into docs/reliability.md
"""

import argparse
from collections.abc import Iterable, Sequence
import json
import sys
from typing import Final

from demo.home import REPOSITORY

from .matrix import BEFORE, DURING, UNAVAILABLE, Row, Seen
from .ours import OURS
from .rows import ROWS

PAGE: Final = REPOSITORY / "docs" / "reliability.md"
BEGIN: Final = "<!-- tests.e2e.faults.table, {}: begin -->\n"
END: Final = "<!-- tests.e2e.faults.table, {}: end -->\n"
HEAD: Final = (
    "| What came | What you see | What is kept | What ends it | Log lines |",
    "|---|---|---|---|---|",
)
ENTRY: Final = {
    "loaded": "",
    "setup_retry": "The account says *Failed setup, will retry*. ",
    "setup_error": "The account says *Failed setup*. ",
}
SENSORS: Final = {
    BEFORE: "Sensors keep their values",
    DURING: "Sensors are up to date",
    UNAVAILABLE: "Sensors are unavailable",
}
TRANSLATIONS: Final = REPOSITORY / "custom_components/green_api/translations/en.json"


def tables() -> dict[str, str]:
    """Return the tables by name, in Markdown."""
    return {
        "GREEN-API": table(cells(row) for row in ROWS),
        "Home Assistant": table(each.cells for each in OURS),
    }


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join((*HEAD, *lines)) + "\n"


def cells(row: Row) -> tuple[str, ...]:
    """Return what a row says, to those who do not read Python."""
    kept = "all; told as it happens" if row.told_meanwhile else "all; told afterwards"
    return row.name, seen(row.seen), kept, row.ends, row.lines


def seen(what: Seen) -> str:
    """Return what is seen, in words."""
    connected = f"*Connected* is {'on' if what.connected else 'off'}"
    state = (
        ""
        if what.instance_state == UNAVAILABLE
        else f", *Instance state* is `{what.instance_state}`"
    )
    repairs = "".join(
        f" Repair: {title(issue)}."
        for issue in sorted(what.issues)
        if issue in titles()
    )
    form = " Home Assistant asks for the token." if what.token_form else ""
    return (
        f"{ENTRY[what.entry]}{SENSORS[what.latest]}. {connected}{state}.{repairs}{form}"
    )


def titles() -> dict[str, str]:
    """Return the titles of the integration's repairs."""
    issues = json.loads(TRANSLATIONS.read_text("utf-8"))["issues"]
    return {key: issue["title"] for key, issue in issues.items()}


def title(issue: str) -> str:
    """Return how a repair is called, of whatever instance it is."""
    return titles()[issue].replace("{account}", "…")


def inserted(page: str) -> str:
    """Return the page with the tables between their marks."""
    for name, text in tables().items():
        before, _, rest = page.partition(BEGIN.format(name))
        _, _, after = rest.partition(END.format(name))
        page = f"{before}{BEGIN.format(name)}\n{text}\n{END.format(name)}{after}"
    return page


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables, or put them where they are read."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.faults.table")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/reliability.md"
    )
    if parser.parse_args(arguments).write:
        PAGE.write_text(inserted(PAGE.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write("\n".join(tables().values()))


if __name__ == "__main__":
    main()
