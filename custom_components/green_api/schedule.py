"""Which status to count the views of next: pure, the clock is an argument. All times are unix seconds.

GREEN-API answers for one status a call, so calls go where views are still coming: to young statuses more often than
to old ones, and to those that still move. `python -m benchmarks.day` shows what comes of it (docs/views.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from .client import StatusState
from .journal import Entry

HOUR: Final = 60 * 60
NEVER: Final = float("inf")
# Age up to which, and seconds between two counts: 6 + 6 + 8 + 3 calls in a status's day, and one before its end make
# 24. The list may bring two of them forward, when it shows that the status was delivered and read, and so add two at
# most: 26 a day, 806 in a month with one status a day.
INTERVALS: Final = (
    (1 * HOUR, 10 * 60),
    (4 * HOUR, 30 * 60),
    (12 * HOUR, HOUR),
    (24 * HOUR, 4 * HOUR),
)
# The last count, which is the one that stays, comes this long before the status expires.
LAST_CALL: Final = 10 * 60
# A status that did not move since the last count is asked for half as often, until that is as rare as it gets.
STILL: Final = 2
# One cycle is a minute; with a second between calls, this leaves most of it to others on the instance.
MAX_CALLS_PER_CYCLE: Final = 5
PAUSE_AFTER_ERROR: Final = 5 * 60
PAUSE_AFTER_RATE_LIMIT: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Asked:
    """When a status was last asked for, and whether its views had moved; None where there was no answer."""

    at: int
    moved: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What was asked when. `since` is when counting began, `calls` are those of the last hour."""

    since: int = 0
    asked: Mapping[str, Asked] = field(default_factory=dict)
    calls: tuple[int, ...] = ()
    paused_until: int = 0


def choose(
    schedule: Schedule, active: Iterable[Entry], now: int, per_hour: int
) -> list[Entry]:
    """Return the statuses to count now: of those that are due, as many as the caps leave.

    When the caps bite, those go first that have waited for the most of their intervals. The intervals of young
    statuses are short, so these still come round more often, and the old ones are not forgotten over them. The newest
    go first where that is equal, as it is when counting begins.
    """
    if now < schedule.paused_until:
        return []
    recent = sum(now - HOUR <= call <= now for call in schedule.calls)
    due = [
        entry for entry in active if due_at(schedule, entry) <= now < entry.expires_at
    ]

    def priority(entry: Entry) -> tuple[float, int]:
        start, interval = _wait(schedule, entry)
        return (now - start) / interval, entry.posted_at

    due.sort(key=priority, reverse=True)
    return due[: max(0, min(MAX_CALLS_PER_CYCLE, per_hour - recent))]


def due_at(schedule: Schedule, entry: Entry) -> float:
    """Return when a status is to be counted next; never, once it cannot change any more or was not sent yet."""
    if entry.deleted or entry.state in (StatusState.PENDING, StatusState.FAILED):
        return NEVER
    start, interval = _wait(schedule, entry)
    if (asked := schedule.asked.get(entry.status_id)) is None:
        return start
    due = start + interval
    if entry.state_changed_at > asked.at:
        # The list, which costs nothing more, shows that somebody got it.
        due = min(due, entry.state_changed_at)
    last = entry.expires_at - LAST_CALL
    if start < last:
        due = min(due, last)
    return due if due < entry.expires_at else NEVER


def is_waiting(schedule: Schedule, active: Iterable[Entry]) -> bool:
    """Return whether any status is still to be counted, now or later."""
    return any(due_at(schedule, entry) < NEVER for entry in active)


def after_call(
    schedule: Schedule, status_id: str, now: int, *, moved: bool | None
) -> Schedule:
    """Return the schedule after a status was asked for."""
    return replace(
        schedule,
        asked={**schedule.asked, status_id: Asked(now, moved)},
        calls=(*(call for call in schedule.calls if now - HOUR <= call), now),
    )


def forget(schedule: Schedule, active: Iterable[Entry]) -> Schedule:
    """Return the schedule without the statuses that are over."""
    known = {entry.status_id for entry in active}
    if schedule.asked.keys() <= known:
        return schedule
    return replace(
        schedule,
        asked={key: each for key, each in schedule.asked.items() if key in known},
    )


def next_month(now: int) -> int:
    """Return when the plans' quotas start anew: the first of the next month, UTC."""
    today = datetime.fromtimestamp(now, UTC)
    return int(
        datetime(
            today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=UTC
        ).timestamp()
    )


def _wait(schedule: Schedule, entry: Entry) -> tuple[int, float]:
    """Return since when a status has been waiting to be counted, and for how long it is to wait."""
    asked = schedule.asked.get(entry.status_id)
    start = max(entry.posted_at, schedule.since) if asked is None else asked.at
    if asked is not None and asked.moved is None:
        return start, PAUSE_AFTER_ERROR
    age = start - entry.posted_at
    interval = next((each for limit, each in INTERVALS if age < limit), NEVER)
    if asked is not None and not asked.moved:
        interval = min(interval * STILL, INTERVALS[-1][1])
    return start, interval
