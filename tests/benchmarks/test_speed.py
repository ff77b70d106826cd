"""The page about speed shows what was measured, and what it says of it holds there."""

from pathlib import Path
from typing import Final

import pytest

from benchmarks.page import begin, end, inserted
from benchmarks.speed import DATA, KINDS, NAME, PAGE, SIZES
from benchmarks.speed_page import tables
from benchmarks.speed_run import Result, Run, about_this_machine

FLOOR: Final = ("get", "warm get", "compare", "loads")


@pytest.fixture(name="measured")
def _measured() -> Run:
    """Return what is kept of the last run."""
    return Run.read(DATA)


def result_of(*, loads: float = 1.0, **series: float) -> Result:
    """Return a result in which everything took one millisecond, but for some."""
    result = Result(5000, 2_000_000)
    names = [f"{who} {kind}" for who in ("ours", "theirs") for kind in KINDS]
    parts = ("", " stall", " states", " rows", " bytes", " later")
    every = [name + part for name in names for part in parts]
    every += [*FLOOR, "ours memory", "theirs memory", "ours setup", "ours setup stall"]
    given = {name.replace("_", " "): number for name, number in series.items()}
    for name in every:
        result.note(name, given.get(name, 1.0))
    result.series["loads"] = [loads]
    return result


def cell(text: str, head: str, place: int) -> str:
    """Return a cell of the first row below the line that begins a table."""
    lines = text[text.index(head) :].splitlines()
    return lines[4].split("|")[place].strip()


def test_page_shows_these_tables(measured: Run) -> None:
    """Made by `scripts/bench --write`."""
    page = PAGE.read_text("utf-8")

    assert page.count(begin(NAME)) == page.count(end(NAME)) == 1
    assert inserted(page, NAME, tables(measured)) == page, "run that again"


def test_all_sizes_were_measured(measured: Run) -> None:
    """In each round, and both contestants."""
    assert tuple(each.size for each in measured.results) == SIZES
    for result in measured.results:
        for name in (
            *FLOOR,
            *(f"{who} {kind}" for who in ("ours", "theirs") for kind in KINDS),
        ):
            assert len(result.series[name]) == measured.rounds


def test_unchanged_poll_writes_nothing(measured: Run) -> None:
    """Neither a state nor a row, at any size."""
    for result in measured.results:
        assert set(result.series["ours same states"]) == {0}
        assert set(result.series["ours same rows"]) == {0}


def test_run_is_read_as_it_was_written(measured: Run, tmp_path: Path) -> None:
    """Or else the page could not be made again."""
    measured.write(tmp_path / "run.json")
    assert Run.read(tmp_path / "run.json") == measured


@pytest.mark.parametrize(
    ("head", "place", "series", "expected"),
    [
        ("**CPU", 4, {"ours_same": 3.0}, "1.50 × ✓"),
        ("**CPU", 4, {"ours_same": 3.1}, "1.55 × ✗ (≤ 1.5)"),
        ("**Longest", 2, {"ours_same_stall": 14.0}, "14 (14) ✓"),
        ("**Longest", 2, {"ours_same_stall": 16.0}, "16 (16) ✗ (≤ 15)"),
        ("**Memory", 4, {"ours_memory": 4.0}, "2.0 × ✓"),
        ("**Memory", 4, {"ours_memory": 4.2}, "2.1 × ✗ (≤ 2)"),
        ("**Memory", 6, {"ours_setup": 101.0}, "100 ✓"),
        ("**Memory", 6, {"ours_setup": 102.0}, "101 ✗ (≤ 100)"),
    ],
)
def test_marks(head: str, place: int, series: dict[str, float], expected: str) -> None:
    """What is over its budget is marked, and what is within it, too."""
    text = tables(Run("here", 1, (result_of(loads=10.0, **series),)))

    assert cell(text, head, place) == expected


def test_machine() -> None:
    """Numbers without it would say little."""
    assert "Home Assistant 20" in about_this_machine()
