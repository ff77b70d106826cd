"""The tables of a soak, in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.page import table

from .judge import Trend, trend
from .plan import DAY, MINUTE, WEEK
from .record import Record
from .vendor import LIST
from .witness import WAYS, Verdict

# The share by which a number may differ between the first and the last part.
NOTHING, LITTLE, SOME = 0.0, 0.02, 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name, and by what share or number it may be more at the end; without a share, by any."""

    name: str
    label: str
    divisor: float = 1.0
    digits: int = 0
    tolerance: float | None = NOTHING
    slack: float = 0.0

    def flat(self, found: Trend) -> bool | None:
        """Return whether a number did not grow; None, if it may."""
        if self.tolerance is None:
            return None
        if self.tolerance == NOTHING:
            return found.lowest == found.highest
        more = found.last - found.first
        return more <= max(self.slack, self.tolerance * found.first)

    def cells(self, found: Trend) -> tuple[str, ...]:
        """Return what the row says."""
        mark = {True: "✓", False: "✗", None: "–"}[self.flat(found)]
        numbers = (found.first, found.last, found.lowest, found.highest)
        return (
            self.label,
            *(self.text(number) for number in numbers),
            f"{found.growth:+.1%}",
            self.text(found.slope, "+", more=1),
            mark,
        )

    def text(self, number: float, sign: str = "", more: int = 0) -> str:
        """Return a number, with some more digits."""
        return f"{number / self.divisor:{sign},.{self.digits + more}f}"


ROWS: Final = (
    # Its level differs by up to 2 % from one start to the next.
    Row("memory", "Memory of the process, MB", digits=1, tolerance=SOME),
    Row("rest", "– without SQLite's cache, MB", digits=1, tolerance=SOME),
    Row("blocks", "– Python's blocks, thousands", 1e3, 1, LITTLE),
    Row("our_objects", "Objects of the integration", tolerance=LITTLE),
    Row("journal", "Journal, kB", 1e3, 1, LITTLE),
    Row("media", "Pictures, kB", 1e3, tolerance=SOME),
    Row("storage", "All of `.storage` but the pictures, kB", 1e3, 1, LITTLE),
    Row("our_entities", "Entity registry: the integration's"),
    Row("entities", "Entity registry: all"),
    Row("devices", "Device registry: all"),
    Row("states", "States"),
    Row("issues", "Repair issues"),
    Row("listeners", "Listeners", tolerance=LITTLE, slack=1),
    Row("timers", "Timers", tolerance=LITTLE, slack=1),
    Row("tasks", "Tasks", tolerance=LITTLE, slack=1),
    # As many as were ever busy at once since the last start: that is chance.
    Row("threads", "Threads", tolerance=LITTLE, slack=2),
    Row("files", "Open files", tolerance=LITTLE, slack=1),
    Row("database", "Database, MB", 1e6, 1, SOME),
    Row("rows", "– rows of states", tolerance=SOME),
    Row("statistics", "– rows of long-term statistics", tolerance=None),
)


def flat(record: Record) -> dict[str, bool | None]:
    """Return what is flat, by name."""
    return {row.name: row.flat(trend(record, row.name)) for row in ROWS}


def tables(record: Record) -> str:
    """Return everything that was measured."""
    head = f"Made by `{record.command}` in {record.minutes:.0f} minutes"
    return "\n".join(
        (
            f"{head}, with Home Assistant {record.home_assistant}.\n",
            _growth(record),
            _polls(record),
            _told(record),
            _log(record),
        )
    )


def _growth(record: Record) -> str:
    """Return what grows."""
    many = record.days > WEEK
    heads = (
        "",
        "First week" if many else "First hour",
        "Last week" if many else "Last hour",
        "Lowest",
        "Highest",
        "Growth",
        "A day",
        "Flat",
    )
    return table(heads, (row.cells(trend(record, row.name)) for row in ROWS))


def _polls(record: Record) -> str:
    """Return whether it polled at all."""
    given = record.answers[f"{LIST} 200"]
    days = record.polls[int(record.lead_in) :]
    rows = [
        ("Polls a day, least – median – most", _spread(days)),
        ("A poll each minute would be", f"{DAY / MINUTE:,.0f}"),
        (
            "Longest time from an answered poll to the next",
            f"{record.longest_gap:.1f} s",
        ),
        (f"Lists that GREEN-API gave{_all_days(record)}", f"{given:,}"),
    ]
    rows += [
        (f"`{answer.replace(' ', '`: ')}", f"{times:,}")
        for answer, times in record.answers.items()
        if answer != f"{LIST} 200"
    ]
    return table(("Calls", ""), rows)


def _all_days(record: Record) -> str:
    """Return what says that the days before count, too."""
    return f", in all {record.lead_in + record.days:.0f} days"


def _spread(numbers: Iterable[float]) -> str:
    """Return the least, the middle and the most."""
    known = sorted(numbers) or [0]
    return f"{known[0]:,.0f} – {median(known):,.0f} – {known[-1]:,.0f}"


def _told(record: Record) -> str:
    """Return whether everything was told once."""
    rows = []
    for kind in record.told["event"]:
        verdicts = [
            Verdict(**record.told[way][kind])
            for way in WAYS
            if kind in record.told[way]
        ]
        rows.append(
            (
                kind,
                f"{verdicts[-1].happened:,}",
                *(
                    f"{record.told[way][kind]['told']:,}"
                    if kind in record.told[way]
                    else "–"
                    for way in WAYS
                ),
                str(sum(each.lost for each in verdicts)),
                str(sum(each.repeated for each in verdicts)),
                str(sum(each.invented for each in verdicts)),
            )
        )
    views = record.views
    rows.append(
        (
            "new views, added up",
            f"{views['shown']:,}",
            *(f"{views[way]:,}" for way in WAYS),
            *(str(max(0, change)) for change in _difference(record)),
            "0",
        )
    )
    heads = (
        f"What happened to statuses{_all_days(record)}",
        "Times",
        "By triggers",
        "By the event entity",
        "Lost",
        "Repeated",
        "Invented",
    )
    return table(heads, rows)


def _difference(record: Record) -> tuple[int, int]:
    """Return the views that were not told, and those told too often."""
    missing = [record.views["shown"] - record.views[way] for way in WAYS]
    return sum(max(0, each) for each in missing), sum(max(0, -each) for each in missing)


def _log(record: Record) -> str:
    """Return what the integration complained about."""
    return table(
        (f"Warnings and errors of the integration{_all_days(record)}", "Times"),
        (
            (line.removeprefix("ERROR: ").removeprefix("WARNING: "), f"{times:,}")
            for line, times in sorted(record.complaints.items())
            if ": " in line
        ),
    )
