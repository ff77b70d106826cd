"""Puts the fault matrix into docs/reliability.md: `python -m tests.e2e.faults`."""

from collections.abc import Iterable, Sequence
import json
from typing import Final

from benchmarks.markdown import DOCS, replace_section, table
from demo.config_folder import REPOSITORY

from .cases import BEFORE, DURING, FAULTS, UNAVAILABLE, AccountView, Fault
from .local import LOCAL_FAULTS

PAGE: Final = DOCS / "reliability.md"
HEADER: Final = (
    "What happens",
    "What you see",
    "What is kept",
    "What ends it",
    "Log lines",
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


def main() -> None:
    """Write both tables."""
    replace_section(PAGE, "faults of GREEN-API", _table(_cells(one) for one in FAULTS))
    replace_section(
        PAGE,
        "faults of Home Assistant",
        _table(
            (one.name, one.seen, one.kept, one.ends, one.lines) for one in LOCAL_FAULTS
        ),
    )


def _table(rows: Iterable[Sequence[str]]) -> str:
    return table(HEADER, rows)


def _cells(fault: Fault) -> tuple[str, ...]:
    """Return the row of a fault."""
    when = "as it happens" if fault.announced_meanwhile else "afterwards"
    return (
        fault.name,
        _describe(fault.seen),
        f"all; announced {when}",
        fault.ends,
        fault.lines,
    )


def _describe(view: AccountView) -> str:
    """Return in words what is seen of an account."""
    issues = json.loads(TRANSLATIONS.read_text("utf-8"))["issues"]
    state = (
        ""
        if view.instance_state == UNAVAILABLE
        else f", *Instance state* is `{view.instance_state}`"
    )
    repairs = "".join(
        f" Repair: {issues[issue]['title'].replace('{account}', '…')}."
        for issue in sorted(view.issues)
        if issue in issues
    )
    form = " Home Assistant asks for the token." if view.token_form else ""
    return (
        f"{ENTRY[view.entry]}{SENSORS[view.latest]}. "
        f"*Connected* is {'on' if view.connected else 'off'}{state}.{repairs}{form}"
    )


if __name__ == "__main__":
    main()
