"""Draws a soak, the same bytes for the same record."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from .record import Record

KILO: Final = 1e3
MEGA: Final = 1e6
HOURS: Final = 24
# They can be told apart by those who see fewer colours, and on paper.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#8f4a7d")
GREY: Final = "#8a8a8a"
WIDTH, PANEL, EDGE = 9.0, 1.35, 0.9


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the stacked pictures: its unit, what is divided by, and the lines in it. `from_zero` starts it there."""

    unit: str
    lines: tuple[tuple[str, str], ...]
    divisor: float = 1.0
    from_zero: bool = True


PANELS: Final = (
    Panel(
        "MB",
        (("memory", "memory of the process"), ("rest", "without SQLite's cache")),
        from_zero=False,
    ),
    Panel("kB", (("journal", "journal"),), KILO),
    Panel("kB", (("media", "pictures"),), KILO),
    Panel(
        "number",
        (
            ("states", "states"),
            ("entities", "entity registry"),
            ("devices", "device registry"),
            ("issues", "repair issues"),
        ),
    ),
    Panel(
        "number",
        (
            ("listeners", "listeners"),
            ("timers", "timers"),
            ("files", "open files"),
            ("tasks", "tasks"),
        ),
    ),
    Panel("number", (("our_objects", "objects of the integration"),)),
    Panel("MB", (("database", "database"),), MEGA),
)


def draw(record: Record, file: Path) -> None:
    """Draw what was found of everything, one above the other."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    style = {
        "svg.hashsalt": "soak",
        # Text, and not shapes of letters: it can be read out, and found.
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with mpl.rc_context(style):
        figure: Any = Figure(
            figsize=(WIDTH, PANEL * len(PANELS) + EDGE),
            layout="constrained",
            facecolor="white",
        )
        axes: Sequence[Any] = figure.subplots(len(PANELS), 1, sharex=True)
        unit = HOURS if record.days <= 1 else 1
        for panel, each in zip(PANELS, axes, strict=True):
            _draw_panel(each, panel, record, unit)
        axes[-1].set_xlabel(
            ("hours" if unit == HOURS else "days")
            + " of simulated time; grey: lived through before; dashed: restarts"
        )
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def _draw_panel(axes: Any, panel: Panel, record: Record, unit: int) -> None:
    """Draw one panel."""
    times = [(at - record.lead_in) * unit for at in record.at]
    # Before a day, it was not looked often enough to draw it.
    first = times[0] if unit == 1 else 0.0
    if first < 0:
        axes.axvspan(first, 0, color="#ececec", linewidth=0)
    for at in record.restarts:
        if (day := (at - record.lead_in) * unit) >= first:
            axes.axvline(day, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)))
    for (name, label), colour in zip(panel.lines, cycle(COLOURS)):
        found = [
            (at, number / panel.divisor)
            for at, number in zip(times, record.samples[name], strict=True)
            if at >= first
        ]
        axes.plot(*zip(*found, strict=True), color=colour, linewidth=1.2, label=label)
    if panel.from_zero:
        axes.set_ylim(bottom=0)
    axes.margins(x=0)
    axes.set_ylabel(panel.unit if panel.from_zero else f"{panel.unit}, not from 0")
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
