"""The tables of the speed benchmark."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Final

from .page import table
from .speed_run import Result, Run

MEGABYTE: Final = 1_000_000
# What a poll is to take at most, as multiples of the floor or of the body, and milliseconds.
SAME_BUDGET: Final = 1.5
CHANGED_BUDGET: Final = 2.0
MEMORY_BUDGET: Final = 2.0
STALL_BUDGET: Final = 5.0
SETUP_BUDGET: Final = 100.0
# From here on, a stall may last as long as one `orjson.loads` longer: that cannot be divided.
LARGE: Final = 5000


def tables(run: Run) -> str:
    """Return everything that was measured, in Markdown."""
    parts = (
        (
            "**The floor:** CPU milliseconds of the least that can be done with the list.",
            _floor,
        ),
        (
            "**CPU of a poll** in milliseconds, all threads. Ratios are medians of the rounds, with their quartiles.",
            _cpu,
        ),
        (
            "**Longest stall of the event loop** in milliseconds: median, and the worst of all rounds.",
            _stalls,
        ),
        (
            (
                "**What a poll writes:** states at once; rows and bytes of the database, on average of ten polls; CPU "
                "milliseconds in the eight seconds afterwards, in which the recorder and we save."
            ),
            _writes,
        ),
        (
            (
                "**Memory and set-up:** what is held because of the list (below a megabyte, that is lost in what else "
                "goes on); of a set-up, with all that was stored and the first poll, CPU milliseconds beyond the GET, "
                "and the longest stall."
            ),
            _memory,
        ),
    )
    about = f"{run.machine}; {run.rounds} rounds."
    return "\n".join(
        (about, "", *(f"{head}\n\n{make(run.results)}" for head, make in parts))
    )


def _floor(results: Sequence[Result]) -> str:
    heads = (
        "Statuses",
        "Body",
        "Bare GET, after a rest",
        "Again at once",
        "Comparing bytes",
        "`orjson.loads`",
    )
    names = ("get", "warm get", "compare", "loads")
    return table(
        heads,
        (
            (
                f"{each.size:,}",
                f"{each.body / MEGABYTE:.2f} MB",
                *(_number(each.middle(name)) for name in names),
            )
            for each in results
        ),
    )


def _cpu(results: Sequence[Result]) -> str:
    rows = []
    for each in results:
        for kind, floor, budget in (
            ("same", ("get", "compare"), SAME_BUDGET),
            ("changed", ("get", "compare", "loads"), CHANGED_BUDGET),
        ):
            ratios = each.ratios(f"ours {kind}", *floor)
            warm = each.ratios(f"ours {kind}", "warm get", *floor[1:])
            rows.append(
                (
                    f"{each.size:,}",
                    {"same": "unchanged", "changed": "one change"}[kind],
                    _number(each.middle(f"ours {kind}")),
                    f"{_spread(ratios)} {_mark(median(ratios), budget)}",
                    f"{median(warm):.2f} ×",
                    _number(each.middle(f"theirs {kind}")),
                    _spread(each.ratios(f"theirs {kind}", f"ours {kind}")),
                )
            )
    heads = (
        "Statuses",
        "Poll",
        "Ours",
        "Ours ÷ floor",
        "÷ floor, again at once",
        "`rest`",
        "`rest` ÷ ours",
    )
    return table(heads, rows)


def _stalls(results: Sequence[Result]) -> str:
    heads = (
        "Statuses",
        "Ours, unchanged",
        "Ours, one change",
        "`rest`, unchanged",
        "`rest`, one change",
    )
    rows = []
    for each in results:
        budget = STALL_BUDGET + (each.middle("loads") if each.size >= LARGE else 0)
        cells = {
            name: f"{_number(each.middle(name))} ({_number(max(each.series[name]))})"
            for who in ("ours", "theirs")
            for name in (f"{who} same stall", f"{who} changed stall")
        }
        for name in ("ours same stall", "ours changed stall"):
            cells[name] += f" {_mark(each.middle(name), budget)}"
        rows.append((f"{each.size:,}", *cells.values()))
    return table(heads, rows)


def _writes(results: Sequence[Result]) -> str:
    rows = []
    for each in results:
        for kind in ("same", "changed"):
            for who in ("ours", "theirs"):
                name = f"{who} {kind}"
                rows.append(
                    (
                        f"{each.size:,}",
                        {"same": "unchanged", "changed": "one change"}[kind],
                        {"ours": "ours", "theirs": "`rest`"}[who],
                        f"{each.middle(f'{name} states'):.0f}",
                        _number(each.middle(f"{name} rows")),
                        f"{each.middle(f'{name} bytes'):,.0f}",
                        _number(max(0, each.middle(f"{name} later"))),
                    )
                )
    heads = (
        "Statuses",
        "Poll",
        "Who",
        "States",
        "Rows",
        "Bytes",
        "CPU afterwards",
    )
    return table(heads, rows)


def _memory(results: Sequence[Result]) -> str:
    rows = []
    for each in results:
        ours = each.middle("ours memory")
        times = ours * MEGABYTE / each.body
        ratio = f"{times:.1f} × {_mark(times, MEMORY_BUDGET)}"
        setup = each.middle("ours setup") - each.middle("get")
        rows.append(
            (
                f"{each.size:,}",
                f"{each.body / MEGABYTE:.2f} MB",
                f"{ours:.1f} MB",
                ratio if each.body >= MEGABYTE else "–",
                f"{each.middle('theirs memory'):.1f} MB",
                f"{_number(setup)} {_mark(setup, SETUP_BUDGET)}",
                _number(each.middle("ours setup stall")),
            )
        )
    heads = (
        "Statuses",
        "Body",
        "Ours",
        "Ours ÷ body",
        "`rest`",
        "Set-up of ours",
        "Stall of that",
    )
    return table(heads, rows)


def _spread(ratios: Sequence[float]) -> str:
    """Return the median and the quartiles of some ratios."""
    if len(ratios) < 2:
        return f"{ratios[0]:.2f} ×"
    first, _, third = quantiles(ratios, n=4)
    return f"{median(ratios):.2f} × ({first:.2f}–{third:.2f})"


def _mark(number: float, budget: float) -> str:
    """Return whether a number is within its budget."""
    return "✓" if number <= budget else f"✗ (≤ {budget:g})"


def _number(number: float) -> str:
    """Return a number with two or three digits that count."""
    return f"{number:.2f}" if abs(number) < 10 else f"{number:,.0f}"
