"""The tables of the speed benchmark."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final

from .page import table

if TYPE_CHECKING:
    from .speed import Result

MEGABYTE: Final = 1_000_000
# The budgets of DESIGN.md, section 8.
SAME_BUDGET: Final = 1.5
CHANGED_BUDGET: Final = 2.0
MEMORY_BUDGET: Final = 2.0
STALL_BUDGET: Final = 5.0


def tables(results: Sequence[Result]) -> str:
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
            "**What a poll writes:** states at once; then rows and bytes, and CPU milliseconds, within eight seconds.",
            _writes,
        ),
        (
            "**Memory and set-up:** what is held because of the list, and CPU milliseconds of a set-up.",
            _memory,
        ),
    )
    return "\n".join(f"{head}\n\n{make(results)}" for head, make in parts)


def _floor(results: Sequence[Result]) -> str:
    heads = ("Statuses", "Body", "Bare GET", "Comparing bytes", "`orjson.loads`")
    return table(
        heads,
        (
            (
                f"{each.size:,}",
                f"{each.body / MEGABYTE:.2f} MB",
                *(_number(each.middle(name)) for name in ("get", "compare", "loads")),
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
            rows.append(
                (
                    f"{each.size:,}",
                    {"same": "unchanged", "changed": "one change"}[kind],
                    _number(each.middle(f"ours {kind}")),
                    f"{_spread(ratios)} {_mark(median(ratios), budget)}",
                    _number(each.middle(f"theirs {kind}")),
                    _spread(each.ratios(f"theirs {kind}", f"ours {kind}")),
                )
            )
    heads = (
        "Statuses",
        "Poll",
        "Ours",
        "Ours ÷ floor",
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
    return table(
        heads,
        (
            (
                f"{each.size:,}",
                *(
                    f"{_number(each.middle(name))} ({_number(max(each.series[name]))})"
                    for who in ("ours", "theirs")
                    for name in (f"{who} same stall", f"{who} changed stall")
                ),
            )
            for each in results
        ),
    )


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
                        f"{each.middle(f'{name} rows'):.0f}",
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
        rows.append(
            (
                f"{each.size:,}",
                f"{each.body / MEGABYTE:.2f} MB",
                f"{ours:.1f} MB",
                f"{times:.1f} × {_mark(times, MEMORY_BUDGET)}",
                f"{each.middle('theirs memory'):.1f} MB",
                _number(each.middle("ours setup")),
            )
        )
    heads = ("Statuses", "Body", "Ours", "Ours ÷ body", "`rest`", "Set-up of ours")
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
    """Return a number with two digits that count."""
    return f"{number:.2f}" if number < 10 else f"{number:,.0f}"
