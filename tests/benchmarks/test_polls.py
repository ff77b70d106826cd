"""The tables of the poll benchmark say what is within its limit."""

from typing import Final

import pytest

from benchmarks.polls import KINDS, Result, render

PARTS: Final = ("", " states", " rows", " bytes", " later")


def result_of(size: int, **series: float) -> Result:
    """Return a result in which everything took one millisecond, except for some."""
    result = Result(size, 2_000_000)
    names = [
        f"{domain} {kind}{part}"
        for domain in ("green_api", "rest")
        for kind in KINDS
        for part in PARTS
    ]
    names += ["get", "get both", "compare", "decode", "green_api memory", "rest memory"]
    for name in names:
        result.add(name, series.get(name, 1.0))
    return result


@pytest.mark.parametrize(
    ("size", "series", "expected"),
    [
        (10, {"green_api unchanged": 3.0}, "GET + comparison: 1.50 × | 1.5 ✓ |"),
        (10, {"green_api unchanged": 3.1}, "GET + comparison: 1.55 × | 1.5 ✗ |"),
        (10, {"green_api one change": 0.9}, "`rest`: 0.90 × | 1 ✓ |"),
        (30, {"green_api one change": 0.9}, "`rest`: 0.90 × | 0.7 ✗ |"),
        (1000, {"green_api one change": 0.9}, "`rest`: 0.90 × | – |"),
        (1000, {"green_api memory": 6.2}, "3.1 × | 3 ✗ |"),
    ],
)
def test_limits_are_marked(size: int, series: dict[str, float], expected: str) -> None:
    """What is beyond its limit has a cross, what has no limit a dash."""
    assert expected in render([result_of(size, **series)], 1)
