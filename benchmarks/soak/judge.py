"""Whether something grows. Pure; times are days."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Final

from .plan import WEEK
from .record import Record

HOUR: Final = 1 / 24
# A look is as late as the clock is, which is seconds.
LATE: Final = HOUR / 10

type Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Trend:
    """How a number went: its medians in the first and the last part, its bounds, and how much more it is each day."""

    first: float
    last: float
    lowest: float
    highest: float
    slope: float

    @property
    def growth(self) -> float:
        """Return how much more there is at the end, as a share."""
        return (self.last - self.first) / self.first if self.first else self.last


def slope(points: Sequence[tuple[float, float]], season: float) -> float:
    """Return the median slope between any two points that are a number of seasons apart.

    What comes and goes with each of them, and some odd points, do not move it.
    """
    found = [
        (after - before) / (later - earlier)
        for (earlier, before), (later, after) in combinations(points, 2)
        if (seasons := round((later - earlier) / season)) > 0
        and abs(later - earlier - seasons * season) < LATE
    ]
    return median(found) if found else 0.0


def measured(record: Record, name: str) -> Points:
    """Return a series without what was lived through before."""
    return [
        (at, number)
        for at, number in zip(record.at, record.samples[name], strict=True)
        if at > record.lead_in
    ]


def trend(record: Record, name: str) -> Trend:
    """Return how a number went: weeks are compared, or, of a single day, the same hour of two days."""
    points = measured(record, name)
    numbers = [number for _, number in points]
    part = WEEK if record.days > WEEK else min(HOUR, record.days / 4)
    begin, end = points[0][0], points[-1][0]
    first = median(number for at, number in points if at < begin + part - LATE)
    last = median(number for at, number in points if at > end - part + LATE)
    rise = slope(points, WEEK) if record.days > WEEK else (last - first) / record.days
    return Trend(first, last, min(numbers), max(numbers), rise)
