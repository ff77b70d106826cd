"""Whether everything was announced once, whether each poll took place, and whether a number grows. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median
from typing import Final

from .scenario import DAYS_PER_WEEK
from .simulator import Transition

# Automations notice by a trigger or by the event entity. There is no trigger for `sent`.
SOURCES: Final = ("trigger", "event")
EVENT_ONLY: Final = frozenset({"sent"})

# Times are in days.
HOUR: Final = 1 / 24
MINUTE: Final = 1 / 1440
# Measurements are late by seconds.
TOLERANCE: Final = HOUR / 10
# Calls that are closer are tries of the same poll.
TRY_INTERVAL: Final = MINUTE / 3

# When the list was asked for, and whether it was given.
type Call = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often transitions of one kind happened and were announced by one source."""

    happened: int = 0
    announced: int = 0
    lost: int = 0
    repeated: int = 0
    invented: int = 0


def compare_announcements(
    announced: Mapping[tuple[str, str, str], int],
    required: AbstractSet[Transition],
    possible: AbstractSet[Transition],
) -> dict[str, dict[str, Comparison]]:
    """Return the comparisons by source and kind. What is possible, but not required, happened at the very end."""
    comparisons: dict[str, dict[str, Comparison]] = {}
    for source in SOURCES:
        counts = {
            (status_id, kind): count
            for (by, status_id, kind), count in announced.items()
            if by == source
        }
        kinds = {kind for _, kind in possible}
        if source != "event":
            kinds -= EVENT_ONLY
        comparisons[source] = {
            kind: _compare(
                {one: count for one, count in counts.items() if one[1] == kind},
                {one for one in required if one[1] == kind},
                {one for one in possible if one[1] == kind},
            )
            for kind in sorted(kinds)
        }
    return comparisons


def _compare(
    counts: Mapping[Transition, int],
    required: AbstractSet[Transition],
    possible: AbstractSet[Transition],
) -> Comparison:
    return Comparison(
        happened=len(required | (possible & counts.keys())),
        announced=sum(counts.values()),
        lost=len(required - counts.keys()),
        repeated=sum(count - 1 for count in counts.values()),
        invented=len(counts.keys() - possible),
    )


@dataclass(frozen=True, slots=True)
class Poll:
    """When the first and the last try of a poll began. It is `smooth` if the first try was answered."""

    began: float
    ended: float
    smooth: bool


def group_polls(calls: Iterable[Call]) -> list[Poll]:
    """Return the polls that calls belong to."""
    polls: list[Poll] = []
    for at, answered in calls:
        if polls and at - polls[-1].ended < TRY_INTERVAL:
            polls[-1] = replace(polls[-1], ended=at, smooth=False)
        else:
            polls.append(Poll(at, at, answered))
    return polls


def polls_by_day(calls: Iterable[Call], days: int) -> list[int]:
    """Return the number of polls of each day."""
    counts = Counter(int(poll.began) for poll in group_polls(calls))
    return [counts[day] for day in range(days)]


def longest_gap(calls: Iterable[Call], interruptions: Sequence[float]) -> float:
    """Return the longest time from an answered poll to the next one without a reload or restart in between."""
    return max(
        (
            after.began - before.began
            for before, after in pairwise(group_polls(calls))
            if before.smooth
            and not any(before.began <= at <= after.began for at in interruptions)
        ),
        default=0.0,
    )


@dataclass(frozen=True, slots=True)
class Trend:
    """How a number developed: medians of the first and last part, bounds, and the slope per day."""

    first: float
    last: float
    lowest: float
    highest: float
    slope: float

    @property
    def growth(self) -> float:
        """Return how much larger it is at the end, as a share."""
        return (self.last - self.first) / self.first if self.first else self.last


def trend(points: Sequence[tuple[float, float]], days: float) -> Trend:
    """Return how a number developed: weeks are compared, or, of a single day, the same hour of two days."""
    numbers = [number for _, number in points]
    is_long = days > DAYS_PER_WEEK
    part = DAYS_PER_WEEK if is_long else min(HOUR, days / 4)
    begin, end = points[0][0], points[-1][0]
    first = median(number for at, number in points if at < begin + part - TOLERANCE)
    last = median(number for at, number in points if at > end - part + TOLERANCE)
    rise = weekly_slope(points) if is_long else (last - first) / days
    return Trend(first, last, min(numbers), max(numbers), rise)


def weekly_slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the median slope between points that are whole weeks apart.

    A weekly rhythm does not change it, nor do single outliers.
    """
    slopes = [
        (after - before) / (later - earlier)
        for (earlier, before), (later, after) in combinations(points, 2)
        if (weeks := round((later - earlier) / DAYS_PER_WEEK)) > 0
        and abs(later - earlier - weeks * DAYS_PER_WEEK) < TOLERANCE
    ]
    return median(slopes) if slopes else 0.0
