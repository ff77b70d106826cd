"""What a soak recorded, as Markdown tables and as a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final
from xml.sax.saxutils import escape

from benchmarks.markdown import table

from .analysis import SOURCES, Comparison, Trend, trend
from .scenario import DAY, DAYS_PER_WEEK, MINUTE


@dataclass(slots=True)
class Record:
    """What was recorded. Times are days since the start.

    `samples` are the numbers by name, one for each time in `at`. `answers` are counts by method and HTTP status.
    """

    days: float = 0.0
    warm_up: float = 0.0
    minutes: float = 0.0
    home_assistant: str = ""
    posts: int = 0
    at: list[float] = field(default_factory=list)
    samples: dict[str, list[float]] = field(default_factory=dict)
    restarts: list[float] = field(default_factory=list)
    reloads: list[float] = field(default_factory=list)
    outages: list[float] = field(default_factory=list)
    polls: list[int] = field(default_factory=list)
    longest_gap: float = 0.0
    answers: dict[str, int] = field(default_factory=dict)
    announced: dict[str, dict[str, Comparison]] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)

    def add(self, at: float, numbers: Mapping[str, float]) -> None:
        """Add a measurement."""
        self.at.append(at)
        without_sqlite = numbers["memory"] - numbers["sqlite"]
        for name, number in {
            **numbers,
            "memory_without_sqlite": without_sqlite,
        }.items():
            self.samples.setdefault(name, []).append(number)

    def trend(self, name: str) -> Trend:
        """Return how a number developed after the warm-up."""
        points = [
            (at, number)
            for at, number in zip(self.at, self.samples[name], strict=True)
            if at > self.warm_up
        ]
        return trend(points, self.days)


# The share by which a number may be larger at the end.
NOTHING, LITTLE, SOME = 0.0, 0.02, 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """A number that must not grow by more than a share, or than `slack`; without a share it may grow."""

    name: str
    label: str
    divisor: float = 1.0
    digits: int = 0
    tolerance: float | None = NOTHING
    slack: float = 0.0

    def is_flat(self, found: Trend) -> bool | None:
        """Return whether a number did not grow; None if it may."""
        if self.tolerance is None:
            return None
        if self.tolerance == NOTHING:
            return found.lowest == found.highest
        return found.last - found.first <= max(self.slack, self.tolerance * found.first)

    def cells(self, found: Trend) -> tuple[str, ...]:
        """Return the cells of the row."""
        numbers = (found.first, found.last, found.lowest, found.highest)
        return (
            self.label,
            *(f"{number / self.divisor:,.{self.digits}f}" for number in numbers),
            f"{found.growth:+.1%}",
            f"{found.slope / self.divisor:+,.{self.digits + 1}f}",
            {True: "✓", False: "✗", None: "–"}[self.is_flat(found)],
        )


ROWS: Final = (
    # Its level differs by up to 2 % from one start to the next.
    Row("memory", "Memory of the process, MB", digits=1, tolerance=SOME),
    Row(
        "memory_without_sqlite",
        "– without SQLite's cache, MB",
        digits=1,
        tolerance=SOME,
    ),
    Row("blocks", "– Python's blocks, thousands", 1e3, 1, LITTLE),
    Row("our_objects", "Objects of the integration", tolerance=LITTLE),
    Row("journal", "Journal, kB", 1e3, 1, LITTLE),
    Row("media", "Pictures, kB", 1e3, tolerance=SOME),
    Row("pictures", "Files of pictures", tolerance=SOME),
    Row("storage", "Files in `.storage`, kB", 1e3, 1, LITTLE),
    Row("our_entities", "Entity registry: the integration's"),
    Row("entities", "Entity registry: all"),
    Row("devices", "Device registry: all"),
    Row("states", "States"),
    Row("issues", "Repair issues"),
    Row("listeners", "Listeners", tolerance=LITTLE, slack=1),
    Row("timers", "Timers", tolerance=LITTLE, slack=1),
    Row("tasks", "Tasks", tolerance=LITTLE, slack=1),
    # As many as were ever busy at once since the last start.
    Row("threads", "Threads", tolerance=LITTLE, slack=2),
    Row("files", "Open files", tolerance=LITTLE, slack=1),
    Row("database", "Database, MB", 1e6, 1, SOME),
    Row("rows", "– rows of states", tolerance=SOME),
    Row("statistics", "– rows of long-term statistics", tolerance=None),
)


def render(record: Record, command: str) -> str:
    """Return the tables."""
    return "\n".join(
        (
            f"`{command}`, {record.minutes:.0f} minutes, Home Assistant {record.home_assistant}.\n",
            _growth_table(record),
            _polls_table(record),
            _announcements_table(record),
            _warnings_table(record),
        )
    )


def _growth_table(record: Record) -> str:
    part = "week" if record.days > DAYS_PER_WEEK else "hour"
    return table(
        (
            "",
            f"First {part}",
            f"Last {part}",
            "Lowest",
            "Highest",
            "Growth",
            "A day",
            "Flat",
        ),
        (row.cells(record.trend(row.name)) for row in ROWS),
    )


def _polls_table(record: Record) -> str:
    polls = sorted(record.polls[int(record.warm_up) :]) or [0]
    rows = [
        (
            f"Polls a day, least – median – most; one a minute is {DAY / MINUTE:,.0f}",
            f"{polls[0]:,} – {median(polls):,.0f} – {polls[-1]:,}",
        ),
        (
            "Longest time from an answered poll to the next",
            f"{record.longest_gap:.1f} s",
        ),
    ]
    rows += [
        (f"`{answer.replace(' ', '`: ')}", f"{count:,}")
        for answer, count in record.answers.items()
    ]
    return table((f"Calls, in all {record.warm_up + record.days:.0f} days", ""), rows)


def _announcements_table(record: Record) -> str:
    rows = []
    for kind in record.announced["event"]:
        found = [
            record.announced[source][kind]
            for source in SOURCES
            if kind in record.announced[source]
        ]
        rows.append(
            (
                kind,
                f"{found[-1].happened:,}",
                *(
                    f"{record.announced[source][kind].announced:,}"
                    if kind in record.announced[source]
                    else "–"
                    for source in SOURCES
                ),
                str(sum(one.lost for one in found)),
                str(sum(one.repeated for one in found)),
                str(sum(one.invented for one in found)),
            )
        )
    views = record.views
    missing = [views["sensor"] - views[source] for source in SOURCES]
    rows.append(
        (
            "new views, added up",
            f"{views['sensor']:,}",
            *(f"{views[source]:,}" for source in SOURCES),
            str(sum(max(0, count) for count in missing)),
            str(sum(max(0, -count) for count in missing)),
            "0",
        )
    )
    return table(
        (
            "Announcements",
            "Happened",
            "By triggers",
            "By the event entity",
            "Lost",
            "Repeated",
            "Invented",
        ),
        rows,
    )


def _warnings_table(record: Record) -> str:
    return table(
        ("Warnings and errors of the integration", "Times"),
        (
            (line.partition(": ")[2], f"{count:,}")
            for line, count in sorted(record.warnings.items())
            if ": " in line
        ),
    )


# The picture: one panel above the other, each with the lines of some numbers.


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the picture."""

    label: str
    names: tuple[str, ...]
    divisor: float = 1.0


PANELS: Final = (
    Panel("Memory, MB", ("memory", "memory_without_sqlite")),
    Panel("Journal, kB", ("journal",), 1e3),
    Panel("Pictures, kB", ("media",), 1e3),
    Panel("Entities and states", ("entities", "states")),
    Panel("Event loop and files", ("listeners", "timers", "files")),
    Panel("Objects of the integration", ("our_objects",)),
    Panel("Database, MB", ("database",), 1e6),
)
# They can be told apart by those who see fewer colours.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73")
WIDTH, HEIGHT, MARGIN, LEGEND = 560, 84, 64, 180


def draw(record: Record) -> str:
    """Return the measurements as SVG. The warm-up is grey, restarts are dashed lines."""
    first, last = record.at[0], record.at[-1]

    def x(at: float) -> float:
        return MARGIN + WIDTH * (at - first) / (last - first)

    width, height = MARGIN + WIDTH + LEGEND, len(PANELS) * (HEIGHT + 20) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" style="font: 11px sans-serif">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<rect x="{MARGIN}" width="{max(0.0, x(record.warm_up) - MARGIN):.0f}" height="{height - 40}" fill="#eee"/>',
    ]
    parts += [
        f'<line x1="{x(at):.1f}" x2="{x(at):.1f}" y1="0" y2="{height - 40}" stroke="#999" stroke-dasharray="4 3"/>'
        for at in record.restarts
        if at > first
    ]
    for index, panel in enumerate(PANELS):
        parts += _draw_panel(record, panel, index * (HEIGHT + 20) + 10, x)
    step = 1 if record.days <= DAYS_PER_WEEK else DAYS_PER_WEEK
    parts += [
        f'<text x="{x(day):.0f}" y="{height - 20}" text-anchor="middle">{day - record.warm_up:.0f}</text>'
        for day in range(int(first) + 1, int(last) + 1)
        if (day - record.warm_up) % step == 0
    ]
    parts.append(
        f'<text x="{MARGIN}" y="{height - 4}">days of simulated time; grey: warm-up; dashed: restarts</text></svg>\n'
    )
    return "\n".join(parts)


def _draw_panel(
    record: Record, panel: Panel, top: int, x: Callable[[float], float]
) -> list[str]:
    """Return one panel, from zero to a little above the largest number."""
    largest = max(max(record.samples[name]) for name in panel.names)
    highest = largest / panel.divisor * 1.1 or 1.0

    def y(number: float) -> float:
        return top + HEIGHT * (1 - number / panel.divisor / highest)

    parts = [
        f'<line x1="{MARGIN}" x2="{MARGIN + WIDTH}" y1="{top + HEIGHT}" y2="{top + HEIGHT}" stroke="#666"/>',
        f'<text x="{MARGIN - 6}" y="{top + 10}" text-anchor="end">{highest:,.0f}</text>',
        f'<text x="{MARGIN - 6}" y="{top + HEIGHT}" text-anchor="end">0</text>',
        f'<text x="{MARGIN + WIDTH + 8}" y="{top + 10}" font-weight="bold">{escape(panel.label)}</text>',
    ]
    for number, (name, colour) in enumerate(zip(panel.names, COLOURS, strict=False)):
        points = " ".join(
            f"{x(at):.1f},{y(value):.1f}"
            for at, value in zip(record.at, record.samples[name], strict=True)
        )
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.2"/>',
            f'<text x="{MARGIN + WIDTH + 8}" y="{top + 26 + 14 * number}" fill="{colour}">{name}</text>',
        ]
    return parts


def save_picture(record: Record, file: Path) -> None:
    """Write the picture."""
    file.write_text(draw(record), "utf-8")
