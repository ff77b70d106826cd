"""Whether each poll took place. Pure; times are days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

MINUTE: Final = 1 / 1440
# Calls that are closer are tries of one poll.
TRY: Final = MINUTE / 3

# When the list was asked for, and whether it was given.
type Call = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll: when it began, and when its last try did. `smooth` if there was one only, with an answer."""

    began: float
    ended: float
    smooth: bool


def polls(calls: Iterable[Call]) -> list[Poll]:
    """Return the polls that calls belong to."""
    found: list[Poll] = []
    for at, answered in calls:
        if found and at - found[-1].ended < TRY:
            found[-1] = replace(found[-1], ended=at, smooth=False)
        else:
            found.append(Poll(at, at, answered))
    return found


def polls_of_days(calls: Iterable[Call], days: int) -> list[int]:
    """Return the polls of each day."""
    counted = Counter(int(poll.began) for poll in polls(calls))
    return [counted[day] for day in range(days)]


def longest_gap(calls: Iterable[Call], disturbed: Sequence[float]) -> float:
    """Return the longest time from a poll that was answered to the next, unless it was set up anew in between."""
    return max(
        (
            after.began - before.began
            for before, after in pairwise(polls(calls))
            if before.smooth
            and not any(before.began <= at <= after.began for at in disturbed)
        ),
        default=0.0,
    )
